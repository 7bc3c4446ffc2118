// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.link;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code --variable NAME=VALUE}: what a variable of the running kernel holds.
 *
 * @param name the variable
 * @param value its content, unsigned
 */
record Variable(String name, long value) {
    /** Reads the option's argument. */
    static final class Converter implements ITypeConverter<Variable> {
        Converter() {}

        @Override
        public Variable convert(String text) {
            int equals = text.indexOf('=');
            if (equals <= 0) {
                throw new TypeConversionException("'" + text + "' must be NAME=VALUE");
            }
            String value = text.substring(equals + 1);
            try {
                return new Variable(
                        text.substring(0, equals),
                        value.startsWith("0x") ? Address.parse(value) : Long.parseUnsignedLong(value));
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + value + "' is no decimal or 0x-hexadecimal number");
            }
        }
    }
}
