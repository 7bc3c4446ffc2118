// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.codec;

import com.github.luben.zstd.ZstdInputStream;
import io.github.kolink.codec.BoundedBytes;
import io.github.kolink.codec.BufferInput;
import io.github.kolink.codec.Codec;
import io.github.kolink.codec.CodecException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The Zstandard format (RFC 8878). The decoder is native code, loaded when the first stream is decoded. */
public final class ZstdCodec implements Codec {
    private static final byte[] MAGIC = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
    /** Kernels are packed with {@code --ultra -22}, a window of 128 MiB [bits]. */
    private static final int LARGEST_WINDOW = 27;

    /** Makes the codec; called by the service loader. */
    public ZstdCodec() {}

    @Override
    public String name() {
        return "zstd";
    }

    @Override
    public boolean recognises(ByteBuffer start) {
        return Magic.begins(start, MAGIC);
    }

    @Override
    public ByteBuffer decode(ByteBuffer input, long limit) throws IOException {
        BoundedBytes out = new BoundedBytes(name(), limit);
        try (ZstdInputStream in = new ZstdInputStream(new BufferInput(input))) {
            in.setLongMax(LARGEST_WINDOW);
            return out.readAll(in).toBuffer();
        } catch (CodecException e) {
            throw e;
        } catch (IOException e) {
            if (out.length() > 0 && "Unknown frame descriptor".equals(e.getMessage())) {
                return out.toBuffer(); // the first frame is complete, what follows is no frame
            }
            throw new CodecException("zstd: damaged stream (" + e.getMessage() + "); fetch the file again", e);
        }
    }
}
