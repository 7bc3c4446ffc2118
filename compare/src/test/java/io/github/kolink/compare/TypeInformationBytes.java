// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Type information of a small kernel, in the form BTF. */
public final class TypeInformationBytes {
    private static final int INT = 1;
    private static final int STRUCT = 4;
    private static final int ENUM = 6;

    private TypeInformationBytes() {}

    /** A structure with a member at a byte offset, behind a type of each shape a reader must step over. */
    public static byte[] ofStruct(String structure, String member, int offset) {
        byte[] names = ("\0other\0" + structure + "\0" + member + "\0").getBytes(StandardCharsets.US_ASCII);
        int other = 1;
        int own = other + "other\0".length();
        int inside = own + structure.length() + 1;
        ByteBuffer types = ByteBuffer.allocate(1024).order(ByteOrder.LITTLE_ENDIAN);
        types.putInt(other).putInt(INT << 24).putInt(8).putInt(64);
        types.putInt(other).putInt(ENUM << 24 | 2).putInt(4).putLong(1).putLong(2);
        types.putInt(other).putInt(STRUCT << 24 | 1).putInt(8);
        types.putInt(inside).putInt(1).putInt(8 * 40);
        types.putInt(own).putInt(STRUCT << 24 | 2).putInt(64);
        types.putInt(other).putInt(1).putInt(0);
        types.putInt(inside).putInt(1).putInt(8 * offset);
        types.flip();
        ByteBuffer whole =
                ByteBuffer.allocate(24 + types.limit() + names.length).order(ByteOrder.LITTLE_ENDIAN);
        whole.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
        whole.putInt(0).putInt(types.limit()).putInt(types.limit()).putInt(names.length);
        return whole.put(types).put(names).array();
    }
}
