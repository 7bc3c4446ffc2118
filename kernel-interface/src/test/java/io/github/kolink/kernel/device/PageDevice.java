// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.device;

import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The device in memory, written from docs/kernel-interface.md alone: it shares no code with the client, every offset is a
 * number of that page.
 */
public final class PageDevice implements DeviceFile.Opener {
    static final int PAGE = 4096;

    /** What a test may change. */
    public ByteOrder order = ByteOrder.LITTLE_ENDIAN;

    public int magic = 0x4b4c4e4b;
    public int major = 1;
    public int machine = 62;
    public int elfClass = 2;
    public int maxMessage = 1 << 20;
    public int maxReply = 65536;
    public int structSize = 64;
    public int initAt = 56;
    public int exitAt = -1;
    public String release = "6.1.0-test";

    /** The most that one read gives. */
    public int shortRead = Integer.MAX_VALUE;

    /** Status instead of doing an operation, by its number; errno of write, by the same. */
    public final Map<Integer, Integer> statuses = new TreeMap<>();

    public final Map<Integer, Integer> framing = new TreeMap<>();

    /** What init returns. */
    public int init;

    /** What is exported: address, owner's base, owner, CRC, flags. */
    public final Map<String, Object[]> exports = new LinkedHashMap<>();

    public final List<Open> open = new ArrayList<>();
    public final List<byte[]> requests = new ArrayList<>();
    public final Map<Long, byte[]> kernelOwned = new TreeMap<>(Long::compareUnsigned);
    public byte[] committed = {};
    /** Where the next memory lies. */
    public long next = 0xffffffffc0400000L;

    @Override
    public DeviceFile open() {
        Open file = new Open();
        open.add(file);
        return file;
    }

    /** Sections of a COMMIT, read as the kernel reads them. */
    public record Section(String name, int type, long flags, long address, long size) {}

    final class Open implements DeviceFile {
        final Map<Long, byte[]> memory = new TreeMap<>(Long::compareUnsigned);
        private String state = "NEW";
        private String name = "";
        private byte[] reply = {};
        private int at;

        private byte[] status(long status, long ret) {
            return ByteBuffer.allocate(16)
                    .order(order)
                    .putLong(status)
                    .putLong(ret)
                    .array();
        }

        @Override
        public void write(byte[] message) {
            requests.add(message.clone());
            reply = new byte[0];
            at = 0;
            ByteBuffer in = ByteBuffer.wrap(message).order(order);
            if (message.length < 8 || in.getInt(4) != message.length - 8) {
                throw new LoadException("write", Errno.EINVAL);
            }
            if (message.length > maxMessage) {
                throw new LoadException("write", Errno.EMSGSIZE);
            }
            int op = in.getInt(0);
            if (framing.containsKey(op)) {
                throw new LoadException("write", framing.get(op));
            }
            in.position(8);
            if (statuses.containsKey(op)) {
                reply = Arrays.copyOf(status(-statuses.get(op), 0), op == 11 ? 160 : op == 1 ? 72 : 16);
                if (op == 11) {
                    System.arraycopy(hello(), 8, reply, 8, 152);
                }
                return;
            }
            if (op != 11 && state.equals("NEW")) {
                reply = status(-71, 0);
                return;
            }
            reply = switch (op) {
                case 11 -> {
                    need(message.length == 24 && in.getInt() == magic);
                    state = "READY";
                    yield hello();
                }
                case 1 -> alloc(in);
                case 2 -> put(in);
                case 6 -> commit(in);
                case 8 -> list(in);
                case 10 -> resolve(in);
                default -> throw new LoadException("write", Errno.ENOTTY);
            };
        }

        private void need(boolean sound) {
            if (!sound) {
                throw new LoadException("write", Errno.EINVAL);
            }
        }

        private byte[] hello() {
            ByteBuffer out = ByteBuffer.allocate(160).order(order);
            out.putLong(0, 0).putInt(8, magic).putShort(12, (short) major).putShort(14, (short) 0);
            out.putInt(16, 1 | 4 | 8 | 16 | 32 | 128)
                    .putInt(20, structSize)
                    .putInt(24, initAt)
                    .putInt(28, exitAt);
            out.putInt(32, PAGE).putShort(36, (short) machine).put(38, (byte) elfClass);
            out.put(39, (byte) (order == ByteOrder.LITTLE_ENDIAN ? 1 : 2));
            out.putInt(40, maxMessage).putInt(44, maxReply).putInt(48, 7).putInt(52, 2);
            out.put(56, (byte) 0xab).put(57, (byte) 0xcd);
            out.position(88);
            out.put(release.getBytes(StandardCharsets.US_ASCII));
            return out.array();
        }

        private byte[] alloc(ByteBuffer in) {
            need(in.remaining() == 136);
            if (!state.equals("READY")) {
                return Arrays.copyOf(status(-16, 0), 72);
            }
            name = text(in, 8, 64);
            ByteBuffer out = ByteBuffer.allocate(72).order(order);
            for (int i = 0; i < 8; i++) {
                long size = in.getLong(8 + 64 + 8 * i);
                if (size != 0) {
                    long rounded = (size + PAGE - 1) & -(long) PAGE;
                    memory.put(next, new byte[(int) rounded]);
                    out.putLong(8 + 8 * i, next);
                    next += rounded + PAGE;
                }
            }
            state = "ALLOCATED";
            return out.array();
        }

        private byte[] put(ByteBuffer in) {
            long address = in.getLong();
            byte[] bytes = new byte[in.remaining()];
            in.get(bytes);
            for (Map.Entry<Long, byte[]> area : memory.entrySet()) {
                long offset = address - area.getKey();
                if (offset >= 0 && offset + bytes.length <= area.getValue().length) {
                    System.arraycopy(bytes, 0, area.getValue(), (int) offset, bytes.length);
                    return status(state.equals("ALLOCATED") ? 0 : -1, 0);
                }
            }
            return status(-14, 0);
        }

        private byte[] commit(ByteBuffer in) {
            need(in.remaining() >= 112);
            if (!state.equals("ALLOCATED")) {
                return status(-1, 0);
            }
            committed = new byte[in.remaining()];
            in.get(committed);
            ByteBuffer fixed = ByteBuffer.wrap(committed).order(order);
            long blob = (fixed.getInt(40) + 7L) & -8L;
            long args = (fixed.getInt(44) + 7L) & -8L;
            boolean sound = committed.length == 112 + blob + args + 72L * fixed.getInt(48)
                    && fixed.getInt(52) == 0
                    && fixed.getLong(104) == structSize
                    && committed[(int) (112 + blob + fixed.getInt(44) - 1)] == 0;
            if (!sound) {
                return status(-22, 0);
            }
            state = "COMMITTED";
            if (init >= 0) {
                kernelOwned.putAll(memory);
            }
            memory.clear();
            return status(0, init);
        }

        private byte[] list(ByteBuffer in) {
            need(in.remaining() == 8);
            long first = in.getLong();
            List<Open> all =
                    open.stream().filter(file -> file.state.equals("ALLOCATED")).toList();
            int fit = (maxReply - 16) / 88;
            ByteBuffer out = ByteBuffer.allocate(16 + 88 * fit).order(order);
            out.putLong(0).putLong(all.size());
            for (int i = (int) first; i < all.size() && out.remaining() >= 88; i++) {
                Open file = all.get(i);
                int start = out.position();
                out.put(file.name.getBytes(StandardCharsets.US_ASCII));
                out.putLong(start + 64, file.memory.keySet().iterator().next());
                out.putLong(
                        start + 72,
                        file.memory.values().stream().mapToLong(b -> b.length).sum());
                out.putInt(start + 84, 4242);
                out.position(start + 88);
            }
            return Arrays.copyOf(out.array(), out.position());
        }

        private byte[] resolve(ByteBuffer in) {
            byte[] bytes = new byte[in.remaining()];
            in.get(bytes);
            need(bytes[bytes.length - 1] == 0);
            String[] names = new String(bytes, 0, bytes.length - 1, StandardCharsets.US_ASCII).split("\0");
            if (16 + 80 * names.length > maxReply) {
                return status(-7, 0);
            }
            ByteBuffer out = ByteBuffer.allocate(16 + 80 * names.length).order(order);
            out.putLong(8, names.length);
            for (int i = 0; i < names.length; i++) {
                Object[] export = exports.get(names[i]);
                if (export != null) {
                    int start = 16 + 80 * i;
                    out.putLong(start, (long) export[0]).putLong(start + 8, (long) export[1]);
                    out.position(start + 16);
                    out.put(((String) export[2]).getBytes(StandardCharsets.US_ASCII));
                    out.putInt(start + 72, (int) export[3]).putInt(start + 76, (int) export[4]);
                }
            }
            return out.array();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int count = Math.min(Math.min(length, shortRead), reply.length - at);
            System.arraycopy(reply, at, into, offset, count);
            at += count;
            return count;
        }

        @Override
        public void close() {
            memory.clear();
            open.remove(this);
        }
    }

    static String text(ByteBuffer in, int at, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = at; i < at + most && in.get(i) != 0; i++) {
            text.append((char) in.get(i));
        }
        return text.toString();
    }

    /** The last COMMIT's 64-bit sections. */
    public List<Section> sections() {
        ByteBuffer blob =
                ByteBuffer.wrap(committed, 112, committed.length - 112).slice().order(order);
        int count = blob.getShort(60) & 0xffff;
        int names = (int) blob.getLong(64 + 64 * (blob.getShort(62) & 0xffff) + 24);
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = 64 + 64 * i;
            sections.add(new Section(
                    text(blob, names + blob.getInt(at), 256),
                    blob.getInt(at + 4),
                    blob.getLong(at + 8),
                    blob.getLong(at + 16),
                    blob.getLong(at + 32)));
        }
        return sections;
    }

    /** Bytes of the kernel's memory. */
    public ByteBuffer kernel(long address) {
        for (Map.Entry<Long, byte[]> area : kernelOwned.entrySet()) {
            long offset = address - area.getKey();
            if (offset >= 0 && offset < area.getValue().length) {
                return ByteBuffer.wrap(area.getValue(), (int) offset, area.getValue().length - (int) offset)
                        .slice()
                        .order(order);
            }
        }
        throw new AssertionError("nothing at " + Long.toHexString(address));
    }
}
