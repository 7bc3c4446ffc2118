// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A 68040's registers and memory, through a stub that answers as QEMU's does. */
final class BigEndianStubTest {
    private static final int MEMORY_AT = 0x1000;
    private static final int SP = 0x1100;

    private final byte[] memory = new byte[0x2000];
    private final List<String> packets = new ArrayList<>();

    /** Answers each packet that is written to it. */
    private final class Stub extends OutputStream {
        private final PipedOutputStream replies;

        Stub(PipedOutputStream replies) {
            this.replies = replies;
        }

        @Override
        public void write(int part) {
            throw new AssertionError("written in parts");
        }

        @Override
        public void write(byte[] packet) throws IOException {
            if (packet.length == 1) {
                assertEquals('+', packet[0], "an acknowledgement");
                return;
            }
            replies.write(GdbPacket.encode(answer(GdbPacket.decode(new ByteArrayInputStream(packet)))));
            replies.flush();
        }
    }

    private String answer(String packet) {
        packets.add(packet);
        if (packet.startsWith("qXfer")) {
            return "l<target><reg name=\"sp\"/><reg name=\"pc\"/></target>";
        }
        if (packet.equals("p0")) {
            return String.format("%08x", SP);
        }
        if (packet.startsWith("P1=")) {
            return "OK";
        }
        String[] words = packet.substring(1).split("[,:]", -1);
        int at = Integer.parseInt(words[0], 16) - MEMORY_AT;
        int length = Integer.parseInt(words[1], 16);
        if (at < 0 || at + length > memory.length || length > 0x800) {
            return "E14";
        }
        if (packet.startsWith("m")) {
            return HexFormat.of().formatHex(memory, at, at + length);
        }
        System.arraycopy(HexFormat.of().parseHex(words[2]), 0, memory, at, length);
        return "OK";
    }

    private GdbClient client() throws IOException {
        PipedOutputStream replies = new PipedOutputStream();
        return new GdbClient(
                new PipedInputStream(replies, 1 << 16),
                new Stub(replies),
                GuestMachine.M68K.byteOrder(),
                GuestMachine.M68K.wordSize());
    }

    @Test
    void registersHaveFourBytesInTheirOwnOrder() throws IOException {
        GdbClient gdb = client();

        assertEquals(SP, gdb.register("sp"));
        gdb.setRegister("pc", 0x1234_5678L);

        assertEquals("P1=12345678", packets.get(packets.size() - 1));
    }

    @Test
    void argumentsAreOnTheStackAboveTheReturnAddress() throws IOException {
        ByteBuffer.wrap(memory).putInt(SP - MEMORY_AT + 4, 0xc012_3456).putInt(SP - MEMORY_AT + 20, 7);

        assertEquals(0xc012_3456L, GuestMachine.M68K.argument(client(), 0));
        assertEquals(7, GuestMachine.M68K.argument(client(), 4));
    }

    @Test
    void memoryOfAnyLengthIsReadAndWrittenInPackets() throws IOException {
        byte[] bytes = new byte[5000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        DebuggerMemory guest = new DebuggerMemory(client());

        guest.write(MEMORY_AT + 3, bytes);

        assertEquals(bytes[0], memory[3]);
        assertArrayEquals(bytes, guest.read(MEMORY_AT + 3, bytes.length));
        assertArrayEquals(new byte[0], guest.read(MEMORY_AT, 0));
    }

    @Test
    void memoryThatIsNotMappedIsReported() throws IOException {
        DebuggerMemory guest = new DebuggerMemory(client());

        assertThrows(IOException.class, () -> guest.read(16, 4));
        assertThrows(IOException.class, () -> guest.write(16, new byte[4]));
    }
}
