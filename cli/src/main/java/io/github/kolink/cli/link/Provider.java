// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.link;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;

/**
 * {@code --provider OTHER.ko[=ADDR]}: a module that is loaded already.
 *
 * @param file the module
 * @param base where it lies [kernel virtual address, unsigned]; empty to have it placed
 */
record Provider(Path file, Optional<Long> base) {
    /** Reads the option's argument; a file name may hold {@code =} as long as no address follows the last one. */
    static final class Converter implements ITypeConverter<Provider> {
        Converter() {}

        @Override
        public Provider convert(String text) {
            int equals = text.lastIndexOf('=');
            if (equals > 0) {
                try {
                    return new Provider(
                            Path.of(text.substring(0, equals)), Optional.of(Address.parse(text.substring(equals + 1))));
                } catch (NumberFormatException e) {
                    return new Provider(Path.of(text), Optional.empty());
                }
            }
            return new Provider(Path.of(text), Optional.empty());
        }
    }
}
