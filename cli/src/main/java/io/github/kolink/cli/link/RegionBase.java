// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.link;

import io.github.kolink.layout.RegionKind;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code --region TYPE=ADDR}.
 *
 * @param kind which region
 * @param base its address [kernel virtual address, unsigned]
 */
record RegionBase(RegionKind kind, long base) {
    /** Reads the option's argument. */
    static final class Converter implements ITypeConverter<RegionBase> {
        Converter() {}

        @Override
        public RegionBase convert(String text) {
            int equals = text.indexOf('=');
            String label = equals < 0 ? text : text.substring(0, equals);
            RegionKind kind = Arrays.stream(RegionKind.values())
                    .filter(known -> known.label().equals(label))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + label + "' is no region; there are "
                            + Arrays.stream(RegionKind.values())
                                    .map(RegionKind::label)
                                    .collect(Collectors.joining(", "))));
            if (equals < 0) {
                throw new TypeConversionException("'" + text + "' must be TYPE=ADDR");
            }
            return new RegionBase(kind, new Address().convert(text.substring(equals + 1)));
        }
    }
}
