// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The guest's process 1, seen from the host: requests go through the breakpoint at its function {@code host_call}. The
 * guest stands there between two requests.
 */
final class Guest {
    /** The fourth argument of {@code host_call}. */
    private static final long MAGIC = 0x6b6f6c69L;

    private static final int BUFFER = 0;
    private static final int SIZE = 1;
    private static final int RESULT = 2;
    private static final int MAGIC_ARGUMENT = 3;
    private static final int READ_SECONDS = 600;

    private final GuestMachine machine;
    private final GdbClient gdb;
    private final PhysicalMemory memory;
    private final long hostCall;

    Guest(GuestMachine machine, GdbClient gdb, PhysicalMemory memory, long hostCall) {
        this.machine = machine;
        this.gdb = gdb;
        this.memory = memory;
        this.hostCall = hostCall;
    }

    /** Lets the guest boot up to its first request. */
    void boot(int seconds) throws IOException {
        gdb.insertBreakpoint(hostCall);
        gdb.resume(seconds);
        expectHostCall();
    }

    private void expectHostCall() throws IOException {
        if (!isAtHostCall() || argument(MAGIC_ARGUMENT) != MAGIC) {
            throw new IOException(
                    "the guest stopped at 0x" + Long.toHexString(programCounter()) + ", where nobody" + " asked it to");
        }
    }

    boolean isAtHostCall() throws IOException {
        return programCounter() == hostCall;
    }

    long programCounter() throws IOException {
        return gdb.register(machine.programCounter());
    }

    long argument(int number) throws IOException {
        return machine.argument(gdb, number);
    }

    /** Hands a request over and lets the guest run to its next stop, which may be any breakpoint. */
    void start(String request, int seconds) throws IOException {
        machine.userMemory(gdb, memory).write(argument(BUFFER), (request + "\0").getBytes(StandardCharsets.UTF_8));
        gdb.setRegister(machine.programCounter(), hostCall + machine.skip());
        gdb.resume(seconds);
    }

    /** The outcome of the last request: what the system call returned. */
    long result() throws IOException {
        expectHostCall();
        long result = argument(RESULT);
        return machine.wordSize() == Integer.BYTES ? (int) result : result;
    }

    /** Reads a file of the guest. */
    byte[] read(String path) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        long size = argument(SIZE);
        start("R" + path, READ_SECONDS);
        long length = result();
        while (length > 0) {
            whole.writeBytes(machine.userMemory(gdb, memory).read(argument(BUFFER), (int) length));
            if (length < size) {
                break;
            }
            start("C", READ_SECONDS);
            length = result();
        }
        if (length < 0) {
            throw new IOException("the guest could not read " + path + ": error " + length);
        }
        return whole.toByteArray();
    }

    String text(String path) throws IOException {
        return new String(read(path), StandardCharsets.UTF_8).strip();
    }
}
