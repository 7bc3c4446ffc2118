// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import io.github.kolink.codec.Codec;
import io.github.kolink.codec.CodecException;
import io.github.kolink.codec.Codecs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class KernelCodecsTest {
    static final class Packed {
        final String codec;
        final byte[] plain;
        final byte[] bytes;

        Packed(String codec, byte[] plain, byte[] bytes) {
            this.codec = codec;
            this.plain = plain;
            this.bytes = bytes;
        }

        @Override
        public String toString() {
            return codec + " of " + plain.length;
        }
    }

    static List<Packed> streams() throws IOException {
        List<Packed> streams = new ArrayList<>();
        for (int length : new int[] {1, 100_000, 9_000_000}) {
            byte[] plain = compressible(length);
            streams.add(new Packed("xz", plain, xz(plain)));
            streams.add(new Packed("zstd", plain, Zstd.compress(plain)));
            streams.add(new Packed("lz4", plain, lz4(plain)));
        }
        return streams;
    }

    private static byte[] compressible(int length) {
        byte[] bytes = new byte[length];
        Random random = new Random(length);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt() : i >> 8);
        }
        return bytes;
    }

    private static byte[] xz(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (XZOutputStream xz = new XZOutputStream(out, new LZMA2Options(1))) {
            xz.write(plain);
        }
        return out.toByteArray();
    }

    /** The legacy frame, as the kernel's build makes it. */
    private static byte[] lz4(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x02, 0x21, 0x4c, 0x18});
        for (int at = 0; at < plain.length; at += 8 << 20) {
            byte[] part = Arrays.copyOfRange(plain, at, Math.min(plain.length, at + (8 << 20)));
            byte[] block = LZ4Factory.safeInstance().fastCompressor().compress(part);
            out.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(block.length)
                    .array());
            out.writeBytes(block);
        }
        return out.toByteArray();
    }

    private static byte[] decompress(byte[] bytes, long limit) throws CodecException {
        ByteBuffer plain = Codecs.decompress(ByteBuffer.wrap(bytes), "file", limit);
        byte[] result = new byte[plain.remaining()];
        plain.get(result);
        return result;
    }

    @Test
    void allThreeAreFoundByTheServiceLoader() {
        assertEquals(
                List.of("gzip", "xz", "zstd", "lz4"),
                Codecs.list().stream().map(Codec::name).toList());
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamDecodesUpToExactlyTheLimit(Packed packed) throws IOException {
        assertArrayEquals(packed.plain, decompress(packed.bytes, packed.plain.length));
        assertArrayEquals(packed.plain, decompress(packed.bytes, 1L << 40));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void oneByteMoreThanTheLimitIsRefused(Packed packed) {
        CodecException e = assertThrows(CodecException.class, () -> decompress(packed.bytes, packed.plain.length - 1));
        assertTrue(e.getMessage().contains("limit"), e.getMessage());
    }

    @ParameterizedTest
    @MethodSource("streams")
    void theSizeThatKernelImagesAppendIsIgnored(Packed packed) throws IOException {
        byte[] longer = Arrays.copyOf(packed.bytes, packed.bytes.length + 4);
        ByteBuffer.wrap(longer).order(ByteOrder.LITTLE_ENDIAN).putInt(packed.bytes.length, packed.plain.length);
        assertArrayEquals(packed.plain, decompress(longer, packed.plain.length));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void damageGivesNoOtherException(Packed packed) {
        Random random = new Random(5);
        for (int round = 0; round < (packed.plain.length > 1_000_000 ? 3 : 300); round++) {
            byte[] bytes = Arrays.copyOf(packed.bytes, 4 + random.nextInt(packed.bytes.length - 3));
            bytes[random.nextInt(bytes.length)] ^= (byte) random.nextInt();
            try {
                assertTrue(decompress(bytes, packed.plain.length).length <= packed.bytes.length + packed.plain.length);
            } catch (CodecException e) {
                assertTrue(e.getMessage().startsWith("file: "), e.getMessage());
            }
        }
    }
}
