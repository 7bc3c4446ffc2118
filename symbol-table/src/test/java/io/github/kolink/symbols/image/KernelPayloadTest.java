// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.SymbolSourceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class KernelPayloadTest {
    private final KallsymsImageWriter writer = new KallsymsImageWriter();

    static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static ByteBuffer file(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer bzImage(byte[] payload) {
        ByteBuffer file = file(0x1000 + payload.length + 100);
        file.put(0x1f1, (byte) 3);
        file.putInt(0x202, 0x53726448).putShort(0x206, (short) 0x20f);
        file.putInt(0x248, 0x1000 - 4 * 512).putInt(0x24c, payload.length);
        return file.put(0x1000, payload);
    }

    private void assertReads(ByteBuffer file) throws IOException {
        KernelSnapshot snapshot = KernelSnapshot.of(file.rewind(), "vmlinuz");
        assertEquals(writer.symbols.size(), snapshot.symbols().size());
    }

    @Test
    void aBzImageIsUnpackedByItsSetupHeader() throws IOException {
        assertReads(bzImage(gzip(writer.write())));
    }

    @Test
    void anEfiZbootImageIsUnpackedByItsHeader() throws IOException {
        byte[] payload = gzip(writer.write());
        ByteBuffer file = file(0x800 + payload.length + 64);
        file.put(0, (byte) 'M').put(1, (byte) 'Z').putInt(4, 0x676d697a);
        file.putInt(8, 0x800).putInt(12, payload.length);
        assertReads(file.put(0x800, payload));
    }

    @Test
    void aCompressedImageIsUnpacked() throws IOException {
        assertReads(ByteBuffer.wrap(gzip(writer.write())));
    }

    @Test
    void aStreamSomewhereInTheFileIsFoundBehindFalseMagics() throws IOException {
        byte[] payload = gzip(writer.write());
        ByteBuffer file = file(0x3000 + payload.length);
        file.put(0x100, new byte[] {0x1f, (byte) 0x8b, 8, 0});
        assertReads(file.put(0x2001, payload));
    }

    @Test
    void aSetupHeaderThatPointsOutsideTheFileIsRefused() throws IOException {
        ByteBuffer file = bzImage(gzip(writer.write())).putInt(0x24c, Integer.MAX_VALUE);
        IOException e = assertThrows(SymbolSourceException.class, () -> KernelSnapshot.of(file, "vmlinuz"));
        assertTrue(e.getMessage().contains("cut off"), e.getMessage());
    }

    @Test
    void aPayloadWithoutDecoderNamesTheMissingDependency() {
        ByteBuffer file = bzImage(new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 0, 4});
        IOException e = assertThrows(SymbolSourceException.class, () -> KernelSnapshot.of(file, "vmlinuz"));
        assertTrue(e.getMessage().contains("org.tukaani:xz"), e.getMessage());
    }

    @Test
    void aDamagedPayloadIsRefused() throws IOException {
        byte[] payload = gzip(writer.write());
        payload[payload.length / 2] ^= 0x55;
        assertThrows(SymbolSourceException.class, () -> KernelSnapshot.of(bzImage(payload), "vmlinuz"));
    }
}
