// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import io.github.kolink.capture.running.KernelFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The guest's process 1, seen from the host: requests go through the breakpoint at its function {@code host_call}. The
 * guest stands there between two requests.
 */
final class Guest implements KernelFiles {
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

    @Override
    public byte[] read(String path) throws IOException {
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

    @Override
    public Map<String, byte[]> readAll(String path) throws IOException {
        start("D" + path, READ_SECONDS);
        ByteBuffer files = ByteBuffer.wrap(buffer(path));
        Map<String, byte[]> found = new TreeMap<>();
        while (files.hasRemaining()) {
            String name = word(files);
            byte[] bytes = new byte[Integer.parseInt(word(files), 16)];
            files.get(bytes);
            found.put(name, bytes);
        }
        return found;
    }

    /** The text up to the next NUL. */
    private static String word(ByteBuffer bytes) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (byte each = bytes.get(); each != 0; each = bytes.get()) {
            text.write(each);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] read(String path, long offset, int length) throws IOException {
        byte[] whole = new byte[length];
        int size = (int) argument(SIZE);
        for (int done = 0; done < length; ) {
            int wanted = Math.min(size, length - done);
            start("P" + Long.toHexString(offset + done) + " " + Integer.toHexString(wanted) + " " + path, READ_SECONDS);
            byte[] part = buffer(path);
            if (part.length != wanted) {
                throw new IOException("the guest's " + path + " ends at 0x" + Long.toHexString(offset + part.length));
            }
            System.arraycopy(part, 0, whole, done, wanted);
            done += wanted;
        }
        return whole;
    }

    /** What the last request put into the buffer. */
    private byte[] buffer(String path) throws IOException {
        long length = result();
        if (length < 0) {
            throw new IOException("the guest could not read " + path + ": error " + length);
        }
        return machine.userMemory(gdb, memory).read(argument(BUFFER), (int) length);
    }
}
