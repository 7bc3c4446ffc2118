// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of the gdb remote protocol that a capture needs, against QEMU's stub. Not thread-safe. */
final class GdbClient {
    private static final Pattern THREAD = Pattern.compile("thread:([^;]*);");
    private static final int REPLY_SECONDS = 60;
    private static final byte[] ACKNOWLEDGEMENT = {'+'};

    private final OutputStream out;
    private final ByteOrder order;
    private final int wordSize;
    private final BlockingQueue<Reply> replies = new ArrayBlockingQueue<>(64);
    private final RegisterNumbers registers;

    private record Reply(String payload, Optional<IOException> problem) {}

    /**
     * A connection to a stub.
     *
     * @param order the guest's
     * @param wordSize the size of its registers [bytes]
     */
    GdbClient(InputStream in, OutputStream out, ByteOrder order, int wordSize) throws IOException {
        this.out = out;
        this.order = order;
        this.wordSize = wordSize;
        Thread reader = new Thread(() -> read(in), "gdb");
        reader.setDaemon(true);
        reader.start();
        this.registers = RegisterNumbers.read(this::exchange);
    }

    private void read(InputStream in) {
        try {
            while (true) {
                replies.put(new Reply(GdbPacket.decode(in), Optional.empty()));
            }
        } catch (IOException e) {
            boolean told = replies.offer(new Reply("", Optional.of(e)));
            assert told || !replies.isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(String payload) throws IOException {
        write(GdbPacket.encode(payload));
    }

    /** A QEMU that has ended reads nothing any more. */
    private void write(byte[] bytes) throws GuestDeath {
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            throw new GuestDeath("the guest ended: QEMU's gdb connection: " + e.getMessage(), e);
        }
    }

    private String receive(long seconds) throws IOException {
        try {
            Reply reply = replies.poll(seconds, TimeUnit.SECONDS);
            if (reply == null) {
                throw GuestDeath.hanging(seconds);
            }
            if (reply.problem().isPresent()) {
                IOException problem = reply.problem().get();
                throw new GuestDeath("the guest ended: " + problem.getMessage(), problem);
            }
            write(ACKNOWLEDGEMENT);
            return reply.payload();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    String exchange(String payload) throws IOException {
        send(payload);
        return receive(REPLY_SECONDS);
    }

    private void expectOk(String payload) throws IOException {
        String reply = exchange(payload);
        if (!reply.equals("OK")) {
            throw new IOException("QEMU answered '" + reply + "' to the gdb packet '" + payload + "'");
        }
    }

    void insertBreakpoint(long address) throws IOException {
        expectOk("Z1," + Long.toHexString(address) + ",1");
    }

    void removeBreakpoint(long address) throws IOException {
        expectOk("z1," + Long.toHexString(address) + ",1");
    }

    /** Lets all CPUs run until one stops at a breakpoint; that one's registers are read from then on. */
    void resume(long seconds) throws IOException {
        send("c");
        String stop = receive(seconds);
        while (stop.startsWith("O")) {
            stop = receive(seconds);
        }
        if (!stop.startsWith("T05")) {
            throw new GuestDeath("the guest ended: QEMU reports '" + stop + "'");
        }
        Matcher thread = THREAD.matcher(stop);
        if (thread.find()) {
            expectOk("Hg" + thread.group(1));
        }
    }

    long register(String name) throws IOException {
        String reply = exchange("p" + Integer.toHexString(registers.number(name)));
        long value = 0;
        if (reply.length() < 2 || reply.startsWith("E")) {
            throw new IOException("QEMU answered '" + reply + "' when asked for register " + name);
        }
        int bytes = Math.min(reply.length() / 2, Long.BYTES);
        for (int i = 0; i < bytes; i++) {
            int at = order == ByteOrder.BIG_ENDIAN ? i : bytes - 1 - i;
            value = value << 8 | Integer.parseInt(reply, 2 * at, 2 * at + 2, 16);
        }
        return value;
    }

    /** Sets a register of the machine's word size. */
    void setRegister(String name, long value) throws IOException {
        String bytes = order == ByteOrder.BIG_ENDIAN
                ? String.format(Locale.ROOT, "%016x", value).substring(2 * (Long.BYTES - wordSize))
                : String.format(Locale.ROOT, "%016x", Long.reverseBytes(value)).substring(0, 2 * wordSize);
        expectOk("P" + Integer.toHexString(registers.number(name)) + "=" + bytes);
    }

    /** Ends QEMU. */
    void kill() throws IOException {
        send("k");
    }
}
