// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.codec;

import io.github.kolink.codec.BoundedBytes;
import io.github.kolink.codec.Codec;
import io.github.kolink.codec.CodecException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * The legacy frame of LZ4, which the kernel's build uses ({@code lib/decompress_unlz4.c}): magic, then blocks, each
 * with its compressed size in front, every one but the last decoding to 8 MiB. Blocks are decoded by Java code without
 * {@code Unsafe}.
 */
public final class Lz4Codec implements Codec {
    private static final byte[] MAGIC = {0x02, 0x21, 0x4c, 0x18};
    /** What a block decodes to at most [bytes]. */
    private static final int BLOCK = 8 << 20;
    /** What 8 MiB compress to at worst [bytes]. */
    private static final int LONGEST_BLOCK = BLOCK + BLOCK / 255 + 16;

    /** Makes the codec; called by the service loader. */
    public Lz4Codec() {}

    @Override
    public String name() {
        return "lz4";
    }

    @Override
    public boolean recognises(ByteBuffer start) {
        return Magic.begins(start, MAGIC);
    }

    @Override
    public ByteBuffer decode(ByteBuffer input, long limit) throws IOException {
        LZ4SafeDecompressor decompressor = LZ4Factory.safeInstance().safeDecompressor();
        BoundedBytes out = new BoundedBytes(name(), limit);
        ByteBuffer in = input.slice().order(ByteOrder.LITTLE_ENDIAN);
        int at = MAGIC.length;
        int decoded = BLOCK;
        while (decoded == BLOCK && at + 4 <= in.limit()) {
            long size = in.getInt(at) & 0xffffffffL;
            if (size == 0 || size > LONGEST_BLOCK || size > in.limit() - at - 4) {
                break; // the size of the decoded kernel that bzImage appends, or whatever follows the frame
            }
            byte[] block = new byte[(int) size];
            in.get(at + 4, block);
            decoded = append(decompressor, block, out, limit);
            at += 4 + (int) size;
        }
        if (out.length() == 0) {
            throw new CodecException("lz4: the first block is cut off or damaged; fetch the file again");
        }
        return out.toBuffer();
    }

    private static int append(LZ4SafeDecompressor decompressor, byte[] block, BoundedBytes out, long limit)
            throws CodecException {
        int room = (int) Math.min(BLOCK, Math.max(0, limit - out.length()));
        byte[] decoded = new byte[room];
        try {
            int count = decompressor.decompress(block, 0, block.length, decoded, 0, room);
            System.arraycopy(decoded, 0, out.room(count), out.length(), count);
            out.written(count);
            return count;
        } catch (LZ4Exception e) {
            throw new CodecException(
                    "lz4: a block is damaged or decodes to more than the limit of " + limit + " bytes, after "
                            + out.length() + " decoded bytes",
                    e);
        }
    }
}
