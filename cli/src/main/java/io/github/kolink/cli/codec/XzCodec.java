// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.codec;

import io.github.kolink.codec.BoundedBytes;
import io.github.kolink.codec.BufferInput;
import io.github.kolink.codec.Codec;
import io.github.kolink.codec.CodecException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.SingleXZInputStream;

/** The .xz format, as kernels (with the x86 BCJ filter) and modules use it. */
public final class XzCodec implements Codec {
    private static final byte[] MAGIC = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};
    /** Memory for the dictionary; {@code xz -9} needs 65 MiB [KiB]. */
    private static final int MEMORY_LIMIT = 160 << 10;

    /** Makes the codec; called by the service loader. */
    public XzCodec() {}

    @Override
    public String name() {
        return "xz";
    }

    @Override
    public boolean recognises(ByteBuffer start) {
        return Magic.begins(start, MAGIC);
    }

    @Override
    public ByteBuffer decode(ByteBuffer input, long limit) throws IOException {
        try (SingleXZInputStream in = new SingleXZInputStream(new BufferInput(input), MEMORY_LIMIT)) {
            return new BoundedBytes(name(), limit).readAll(in).toBuffer();
        } catch (MemoryLimitException e) {
            throw new CodecException(
                    "xz: needs " + e.getMemoryNeeded() + " KiB for its dictionary, more than " + MEMORY_LIMIT
                            + " KiB; recompress the file with a lower preset",
                    e);
        } catch (CodecException e) {
            throw e;
        } catch (IOException e) {
            throw new CodecException("xz: damaged stream (" + e.getMessage() + "); fetch the file again", e);
        }
    }
}
