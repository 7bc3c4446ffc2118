// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecsTest {
    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] decompress(byte[] bytes, long limit) throws CodecException {
        ByteBuffer plain = Codecs.decompress(ByteBuffer.wrap(bytes), "file", limit);
        byte[] result = new byte[plain.remaining()];
        plain.get(result);
        return result;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 1_000_000})
    void gzipDecodesUpToExactlyTheLimit(int length) throws IOException {
        byte[] plain = random(length);
        assertArrayEquals(plain, decompress(gzip(plain), length));
        assertArrayEquals(plain, decompress(gzip(plain), Long.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65_537, 1_000_000})
    void gzipRefusesOneByteMoreThanTheLimit(int length) throws IOException {
        byte[] packed = gzip(random(length));
        CodecException e = assertThrows(CodecException.class, () -> decompress(packed, length - 1));
        assertTrue(e.getMessage().contains("limit of " + (length - 1)), e.getMessage());
    }

    @Test
    void bytesBehindTheFirstStreamAreIgnored() throws IOException {
        byte[] packed = gzip("hello".getBytes(StandardCharsets.UTF_8));
        byte[] longer = Arrays.copyOf(packed, packed.length + 100);
        Arrays.fill(longer, packed.length, longer.length, (byte) 0x1f);
        assertEquals("hello", new String(decompress(longer, 100), StandardCharsets.UTF_8));
    }

    @Test
    void gzipCutAnywhereIsRefused() throws IOException {
        byte[] packed = gzip(random(500));
        for (int length = 10; length < packed.length; length++) {
            byte[] cut = Arrays.copyOf(packed, length);
            assertThrows(CodecException.class, () -> decompress(cut, 1000), "length " + length);
        }
    }

    @Test
    void gzipHeaderFieldsAreSkipped() throws IOException {
        byte[] packed = gzip("x".getBytes(StandardCharsets.UTF_8));
        byte[] fields = {3, 0, 'a', 'b', 'c', 'n', 0, 'c', 0, 1, 2};
        byte[] long1 = new byte[packed.length + fields.length];
        System.arraycopy(packed, 0, long1, 0, 10);
        System.arraycopy(fields, 0, long1, 10, fields.length);
        System.arraycopy(packed, 10, long1, 10 + fields.length, packed.length - 10);
        long1[3] = 2 | 4 | 8 | 16;
        assertEquals("x", new String(decompress(long1, 10), StandardCharsets.UTF_8));
    }

    @Test
    void damagedGzipGivesNoOtherException() throws IOException {
        byte[] packed = gzip(random(2000));
        Random random = new Random(3);
        for (int round = 0; round < 5000; round++) {
            byte[] bytes = packed.clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            try {
                assertTrue(decompress(bytes, 4000).length <= 4000);
            } catch (CodecException e) {
                assertTrue(e.getMessage().startsWith("file: "), e.getMessage());
            }
        }
    }

    @Test
    void plainBytesAreGivenBackAsTheyAre() throws IOException {
        byte[] plain = "\u007fELF".getBytes(StandardCharsets.UTF_8);
        assertArrayEquals(plain, decompress(plain, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fd377a585a00", "28b52ffd00", "02214c1800"})
    void aFormatWithoutDecoderNamesTheDependency(String magic) {
        byte[] bytes = new java.math.BigInteger("00" + magic, 16).toByteArray();
        int skip = bytes[0] == 0 ? 1 : 0;
        byte[] start = Arrays.copyOfRange(bytes, skip, bytes.length);
        CodecException e = assertThrows(CodecException.class, () -> decompress(start, 1));
        assertTrue(e.getMessage().contains("no decoder"), e.getMessage());
        assertTrue(e.getMessage().contains(":"), e.getMessage());
    }
}
