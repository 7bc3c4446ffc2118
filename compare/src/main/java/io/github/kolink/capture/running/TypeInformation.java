// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.running;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/**
 * The kernel's type information in the form BTF (Documentation/bpf/btf.rst), as far as it says where a member of a structure
 * lies.
 */
final class TypeInformation {
    private static final int MAGIC = 0xeb9f;
    private static final int STRUCT = 4;
    private static final int MEMBER_SIZE = 12;
    /** Behind the three words of a type: so many bytes once, and so many for each of its members; by kind. */
    private static final int[] ONCE = {0, 4, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 4, 0, 0};

    private static final int[] EACH = {0, 0, 0, 0, 12, 12, 8, 0, 0, 0, 0, 0, 0, 8, 0, 12, 0, 0, 0, 12};

    private final ByteBuffer types;
    private final ByteBuffer names;

    TypeInformation(byte[] bytes, ByteOrder order) throws IOException {
        ByteBuffer whole = ByteBuffer.wrap(bytes).order(order);
        try {
            if ((whole.getShort(0) & 0xffff) != MAGIC) {
                throw new IOException("the kernel's type information is no BTF of its byte order");
            }
            int header = whole.getInt(4);
            this.types = whole.slice(header + whole.getInt(8), whole.getInt(12)).order(order);
            this.names = whole.slice(header + whole.getInt(16), whole.getInt(20));
        } catch (IndexOutOfBoundsException e) {
            throw damaged(e);
        }
    }

    private static IOException damaged(RuntimeException cause) {
        return new IOException("the kernel's type information is damaged: " + cause.getMessage(), cause);
    }

    /** Where a member begins [bytes into the structure]; empty if there is none of that name. */
    OptionalInt offset(String structure, String member) throws IOException {
        ByteBuffer at = types.duplicate().order(types.order());
        try {
            while (at.hasRemaining()) {
                int name = at.getInt();
                int info = at.getInt();
                int unused = at.getInt();
                int kind = info >>> 24 & 0x1f;
                int count = info & 0xffff;
                if (kind == 0 || kind >= ONCE.length) {
                    throw new IOException(
                            "the kernel's type information has a type of unknown kind " + kind + " (" + unused + ")");
                }
                if (kind == STRUCT && isName(name, structure)) {
                    OptionalInt found = member(at, count, member, info < 0);
                    if (found.isPresent()) {
                        return found;
                    }
                }
                at.position(at.position() + ONCE[kind] + count * EACH[kind]);
            }
            return OptionalInt.empty();
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw damaged(e);
        }
    }

    private OptionalInt member(ByteBuffer at, int count, String name, boolean hasBitFields) {
        for (int i = 0; i < count; i++) {
            int member = at.position() + i * MEMBER_SIZE;
            if (isName(at.getInt(member), name)) {
                int bits = at.getInt(member + 8);
                return OptionalInt.of((hasBitFields ? bits & 0xff_ffff : bits) / Byte.SIZE);
            }
        }
        return OptionalInt.empty();
    }

    private boolean isName(int offset, String name) {
        byte[] wanted = (name + "\0").getBytes(StandardCharsets.US_ASCII);
        if (offset < 0 || offset + wanted.length > names.limit()) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (names.get(offset + i) != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
