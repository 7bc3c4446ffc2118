// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.running;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel's memory as {@code /proc/kcore} shows it: an ELF core file whose program headers say where in the file which
 * addresses are (fs/proc/kcore.c). The file has no end to speak of; only its beginning and what is asked for are read.
 */
final class KernelCore {
    private static final String PATH = "/proc/kcore";
    private static final int ELF_MAGIC = 0x7f454c46;
    private static final int IDENT = 16;
    private static final int CLASS_64 = 2;
    private static final int LITTLE_ENDIAN = 1;
    private static final int HEADER_64 = 64;
    private static final int HEADER_32 = 52;
    private static final int PT_LOAD = 1;

    private final KernelFiles files;
    private final List<Segment> segments;

    private record Segment(long address, long size, long offset) {}

    private KernelCore(KernelFiles files, List<Segment> segments) {
        this.files = files;
        this.segments = List.copyOf(segments);
    }

    static KernelCore open(KernelFiles files) throws IOException {
        byte[] ident = files.read(PATH, 0, IDENT);
        if (ByteBuffer.wrap(ident).getInt() != ELF_MAGIC) {
            throw new IOException(PATH + " is no ELF core file");
        }
        boolean is64 = ident[4] == CLASS_64;
        ByteOrder order = ident[5] == LITTLE_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        ByteBuffer header = ByteBuffer.wrap(files.read(PATH, 0, is64 ? HEADER_64 : HEADER_32))
                .order(order);
        long at = is64 ? header.getLong(32) : header.getInt(28) & 0xffff_ffffL;
        int size = header.getShort(is64 ? 54 : 42) & 0xffff;
        int count = header.getShort(is64 ? 56 : 44) & 0xffff;
        if (size < (is64 ? 56 : 32)) {
            throw new IOException(PATH + ": program headers of " + size + " bytes");
        }
        ByteBuffer table = ByteBuffer.wrap(files.read(PATH, at, Math.multiplyExact(count, size)))
                .order(order);
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int entry = i * size;
            if (table.getInt(entry) == PT_LOAD) {
                segments.add(
                        is64
                                ? new Segment(
                                        table.getLong(entry + 16), table.getLong(entry + 40), table.getLong(entry + 8))
                                : new Segment(
                                        table.getInt(entry + 8) & 0xffff_ffffL,
                                        table.getInt(entry + 20) & 0xffff_ffffL,
                                        table.getInt(entry + 4) & 0xffff_ffffL));
            }
        }
        return new KernelCore(files, segments);
    }

    /** Reads memory; what is not mapped reads as zero. */
    byte[] read(long address, int length) throws IOException {
        for (Segment segment : segments) {
            long into = address - segment.address();
            if (Long.compareUnsigned(into, segment.size()) < 0
                    && Long.compareUnsigned(length, segment.size() - into) <= 0) {
                return files.read(PATH, segment.offset() + into, length);
            }
        }
        throw new IOException(PATH + " has no address 0x" + Long.toHexString(address));
    }
}
