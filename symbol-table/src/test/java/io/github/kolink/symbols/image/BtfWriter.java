// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.image;

import io.github.kolink.symbols.structure.StructModule;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes BTF (include/uapi/linux/btf.h 6.1; with {@link #layout} as from 7.3 on). */
public final class BtfWriter {
    private static final int STRUCT = 4;

    private final ByteOrder order;
    private final ByteArrayOutputStream types = new ByteArrayOutputStream();
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private byte[] layout = new byte[0];

    public BtfWriter() {
        this(ByteOrder.LITTLE_ENDIAN);
    }

    BtfWriter(ByteOrder order) {
        this.order = order;
        strings.write(0);
    }

    private int text(String text) {
        int at = strings.size();
        strings.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        strings.write(0);
        return at;
    }

    private void words(int... words) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * words.length).order(order);
        for (int word : words) {
            bytes.putInt(word);
        }
        types.writeBytes(bytes.array());
    }

    /** A type with bytes behind it. */
    BtfWriter type(String name, int kind, int members, int size, int behind) {
        words(text(name), kind << 24 | members, size);
        types.writeBytes(new byte[behind]);
        return this;
    }

    /** Each kind that 6.1 to 7.3 know, with the bytes that belong to it. */
    public BtfWriter everyKind() {
        int[] behind = {-1, 4, 0, 12, 36, 36, 24, 0, 0, 0, 0, 0, 0, 24, 4, 36, 0, 4, 0, 36};
        for (int kind = 1; kind < behind.length; kind++) {
            type("type" + kind, kind, behind[kind] > 12 ? 3 : 0, 4, behind[kind]);
        }
        return this;
    }

    /** A structure of names and offsets [bytes]. */
    void struct(String name, int size, boolean bitfields, Object... members) {
        int[] texts = new int[members.length / 2];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = text((String) members[2 * i]);
        }
        words(text(name), (bitfields ? 1 << 31 : 0) | STRUCT << 24 | texts.length, size);
        for (int i = 0; i < texts.length; i++) {
            int bits = 8 * (int) members[2 * i + 1];
            words(texts[i], 1, bitfields ? bits | i << 24 : bits);
        }
    }

    public BtfWriter module(StructModule module, boolean bitfields) {
        int init = module.initOffset();
        if (module.exitOffset() < 0) {
            struct("module", module.size(), bitfields, "state", 0, "name", 24, "init", init);
        } else {
            struct(
                    "module",
                    module.size(),
                    bitfields,
                    "state",
                    0,
                    "name",
                    24,
                    "init",
                    init,
                    "exit",
                    module.exitOffset());
        }
        return this;
    }

    /** From 7.3 on: how many bytes follow a type of a kind. */
    BtfWriter layout(int kind, int info, int member) {
        layout = new byte[4 * (kind + 1)];
        layout[4 * kind] = (byte) info;
        layout[4 * kind + 1] = (byte) member;
        return this;
    }

    public byte[] write() {
        while (strings.size() % 4 != 0) {
            strings.write(0);
        }
        int header = layout.length == 0 ? 24 : 32;
        int size = types.size() + strings.size() + layout.length;
        ByteBuffer out = ByteBuffer.allocate(header + size).order(order);
        out.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(header);
        out.putInt(0).putInt(types.size()).putInt(types.size()).putInt(strings.size());
        if (layout.length != 0) {
            out.putInt(types.size() + strings.size()).putInt(layout.length);
        }
        return out.put(types.toByteArray())
                .put(strings.toByteArray())
                .put(layout)
                .array();
    }
}
