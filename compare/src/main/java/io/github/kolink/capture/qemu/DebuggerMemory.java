// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import java.io.IOException;
import java.util.HexFormat;

/**
 * Memory that QEMU's stub reads and writes, through the address translation that the stopped CPU has in force: a kernel's
 * memory while it stands in the kernel, a process's while it stands there. Slower than the file behind the RAM; for machines
 * whose page tables nobody walks here.
 */
final class DebuggerMemory implements GuestMemory {
    /** Bytes per packet [bytes]: QEMU's packets hold 4096 characters. */
    private static final int PART = 0x400;

    private final GdbClient gdb;

    DebuggerMemory(GdbClient gdb) {
        this.gdb = gdb;
    }

    @Override
    public byte[] read(long virtual, int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int done = 0; done < length; done += PART) {
            int part = Math.min(PART, length - done);
            String reply = gdb.exchange("m" + place(virtual + done, part));
            if (reply.length() != 2 * part) {
                throw notMapped(virtual + done, part, reply);
            }
            System.arraycopy(HexFormat.of().parseHex(reply), 0, bytes, done, part);
        }
        return bytes;
    }

    @Override
    public void write(long virtual, byte[] bytes) throws IOException {
        for (int done = 0; done < bytes.length; done += PART) {
            int part = Math.min(PART, bytes.length - done);
            String reply = gdb.exchange(
                    "M" + place(virtual + done, part) + ":" + HexFormat.of().formatHex(bytes, done, done + part));
            if (!reply.equals("OK")) {
                throw notMapped(virtual + done, part, reply);
            }
        }
    }

    private static String place(long address, int length) {
        return Long.toHexString(address) + "," + Integer.toHexString(length);
    }

    private static IOException notMapped(long address, int length, String reply) {
        return new IOException("QEMU answered '" + reply.substring(0, Math.min(8, reply.length())) + "' when asked for "
                + length + " bytes at 0x" + Long.toHexString(address) + " in the guest");
    }
}
