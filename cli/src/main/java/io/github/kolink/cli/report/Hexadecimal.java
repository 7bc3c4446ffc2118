// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.report;

/** Numbers that people know in hexadecimal. JSON gets them as texts too: its numbers cannot hold them everywhere. */
public final class Hexadecimal {
    private Hexadecimal() {}

    /**
     * An address, as short as it is.
     *
     * @param address [kernel virtual address, unsigned]
     * @return such as {@code 0xffffffffc0000000}
     */
    public static String address(long address) {
        return "0x" + Long.toHexString(address);
    }

    /**
     * A symbol's CRC, in eight digits.
     *
     * @param crc [32 bits, unsigned]
     * @return such as {@code 0x0000beef}
     */
    public static String crc(int crc) {
        return String.format("0x%08x", crc);
    }
}
