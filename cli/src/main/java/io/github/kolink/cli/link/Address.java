// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.link;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Addresses on command lines and in files: hexadecimal, with or without 0x. */
final class Address implements ITypeConverter<Long> {
    Address() {}

    @Override
    public Long convert(String text) {
        try {
            return parse(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no hexadecimal address");
        }
    }

    /** Throws {@link NumberFormatException} for anything but 1 to 16 hexadecimal digits. */
    static long parse(String text) {
        String digits = text.startsWith("0x") || text.startsWith("0X") ? text.substring(2) : text;
        if (!digits.matches("[0-9a-fA-F]{1,16}")) {
            throw new NumberFormatException(text);
        }
        return Long.parseUnsignedLong(digits, 16);
    }
}
