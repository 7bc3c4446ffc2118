// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What distinguishes the files of one architecture.
 *
 * @param machine {@code e_machine}
 * @param is64 true for {@code ELFCLASS64}
 * @param order byte order of data, {@code EI_DATA}
 */
public record ElfMachine(int machine, boolean is64, ByteOrder order) {

    /**
     * The machine a file claims to be for, whatever else is wrong with it.
     *
     * @param file the beginning of the file, 20 bytes or more
     * @return empty if it does not begin as an ELF file of a known class and byte order
     */
    public static Optional<ElfMachine> claimedBy(byte[] file) {
        if (file.length < 20 || file[0] != 0x7f || file[1] != 'E' || file[2] != 'L' || file[3] != 'F') {
            return Optional.empty();
        }
        if (file[4] < 1 || file[4] > 2 || file[5] < 1 || file[5] > 2) {
            return Optional.empty();
        }
        ByteOrder order = file[5] == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        int machine = ByteBuffer.wrap(file).order(order).getShort(18) & 0xffff;
        return Optional.of(new ElfMachine(machine, file[4] == 2, order));
    }

    /**
     * Size of the file header.
     *
     * @return [bytes]
     */
    public int headerSize() {
        return is64 ? 64 : 52;
    }

    /**
     * Size of a section header.
     *
     * @return [bytes]
     */
    public int sectionHeaderSize() {
        return is64 ? 64 : 40;
    }

    /**
     * Size of a symbol.
     *
     * @return [bytes]
     */
    public int symbolSize() {
        return is64 ? 24 : 16;
    }

    /**
     * Size of a relocation.
     *
     * @param hasAddend true for {@code SHT_RELA}
     * @return [bytes]
     */
    public int relocationSize(boolean hasAddend) {
        return (hasAddend ? 3 : 2) * wordSize();
    }

    /**
     * Size of an address.
     *
     * @return [bytes]
     */
    public int wordSize() {
        return is64 ? 8 : 4;
    }

    /**
     * Cuts a value to the address size.
     *
     * @param value any value
     * @return the value modulo 2^32 for a 32-bit machine, unchanged otherwise
     */
    public long truncate(long value) {
        return is64 ? value : value & 0xffffffffL;
    }
}
