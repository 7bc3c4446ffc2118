// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import java.io.IOException;

/**
 * A page table of 64-bit entries, 512 to a table, 4 KiB pages: x86_64 with four or five levels, arm64 with four. Which bits
 * of an entry mean what is the architecture's.
 */
final class PageTable implements GuestMemory {
    private static final int PAGE_SHIFT = 12;
    private static final int LEVEL_SHIFT = 9;

    /** How an architecture's entries are read. */
    interface Entries {
        /** Whether an entry leads anywhere. */
        boolean isPresent(long entry);

        /** Whether an entry above the lowest level is a large page. */
        boolean isLarge(long entry);

        /** The physical address in an entry. */
        long address(long entry);
    }

    static final Entries X86_64 = new Entries() {
        private static final long PRESENT = 1;
        private static final long PAGE_SIZE = 1 << 7;

        @Override
        public boolean isPresent(long entry) {
            return (entry & PRESENT) != 0;
        }

        @Override
        public boolean isLarge(long entry) {
            return (entry & PAGE_SIZE) != 0;
        }

        @Override
        public long address(long entry) {
            return entry & 0x000f_ffff_ffff_f000L;
        }
    };

    static final Entries ARM64 = new Entries() {
        private static final long VALID = 1;
        private static final long TABLE = 2;

        @Override
        public boolean isPresent(long entry) {
            return (entry & VALID) != 0;
        }

        @Override
        public boolean isLarge(long entry) {
            return (entry & TABLE) == 0;
        }

        @Override
        public long address(long entry) {
            return entry & 0x0000_ffff_ffff_f000L;
        }
    };

    private final PhysicalMemory memory;
    private final Entries entries;
    private final long root;
    private final int levels;

    /**
     * A table.
     *
     * @param root physical address of its highest level
     * @param levels how many
     */
    PageTable(PhysicalMemory memory, Entries entries, long root, int levels) {
        this.memory = memory;
        this.entries = entries;
        this.root = root;
        this.levels = levels;
    }

    long physical(long virtual) throws IOException {
        long table = root;
        for (int level = levels - 1; ; level--) {
            int shift = PAGE_SHIFT + level * LEVEL_SHIFT;
            long entry = memory.get64(table + 8 * ((virtual >>> shift) & ((1 << LEVEL_SHIFT) - 1)));
            if (!entries.isPresent(entry)) {
                throw new IOException("address 0x" + Long.toHexString(virtual) + " is not mapped in the guest");
            }
            if (level == 0 || (level < 3 && entries.isLarge(entry))) {
                long mask = (1L << shift) - 1;
                return (entries.address(entry) & ~mask) | (virtual & mask);
            }
            table = entries.address(entry);
        }
    }

    @Override
    public byte[] read(long virtual, int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int done = 0; done < length; ) {
            int part = toPageEnd(virtual + done, length - done);
            memory.get(physical(virtual + done), bytes, done, part);
            done += part;
        }
        return bytes;
    }

    @Override
    public void write(long virtual, byte[] bytes) throws IOException {
        for (int done = 0; done < bytes.length; ) {
            int part = toPageEnd(virtual + done, bytes.length - done);
            memory.put(physical(virtual + done), bytes, done, part);
            done += part;
        }
    }

    private static int toPageEnd(long virtual, int length) {
        int page = 1 << PAGE_SHIFT;
        return Math.min(length, page - (int) (virtual & (page - 1)));
    }
}
