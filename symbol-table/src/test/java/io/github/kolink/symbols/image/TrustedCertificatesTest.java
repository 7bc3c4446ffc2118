// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list of trusted keys as certs/system_certificates.S lays it out. */
class TrustedCertificatesTest {
    private static final int AT = 0x800;

    private static byte[] certificate(int size, int seed) {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        bytes.put(new byte[] {0x30, (byte) 0x82}).putShort((short) (size - 4));
        bytes.put(new byte[] {0x30, (byte) 0x82}).putShort((short) (size - 40));
        while (bytes.hasRemaining()) {
            bytes.put((byte) seed);
        }
        return bytes.array();
    }

    /** Certificates, then two sizes. */
    private static void put(ByteBuffer image, int at, long ofModules, boolean second, byte[]... certificates) {
        image.position(at);
        for (byte[] certificate : certificates) {
            image.put(certificate);
        }
        long all = image.position() - at;
        image.position((image.position() + 7) & -8);
        image.putLong(all);
        image.putLong(second ? ofModules : -1);
    }

    private static List<String> find(ByteBuffer image) {
        return TrustedCertificates.in(new ImageBytes(image.array(), image.capacity(), ByteOrder.LITTLE_ENDIAN));
    }

    private static ByteBuffer image() {
        return ByteBuffer.allocate(1 << 14).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void allCertificatesOfTheListAreFound() {
        byte[] one = certificate(1324, 1);
        byte[] two = certificate(901, 2);
        for (long ofModules : new long[] {0, one.length, one.length + two.length}) {
            ByteBuffer image = image();
            put(image, AT, ofModules, true, one, two);
            List<String> found = find(image);
            assertEquals(2, found.size());
            assertArrayEquals(one, Base64.getDecoder().decode(found.get(0)));
            assertArrayEquals(two, Base64.getDecoder().decode(found.get(1)));
        }
    }

    @Test
    void anotherRunOfCertificatesIsNotTaken() {
        byte[] revoked = certificate(700, 3);
        byte[] trusted = certificate(800, 4);
        ByteBuffer image = image();
        put(image, AT, 0, false, revoked);
        assertEquals(List.of(), find(image));
        put(image, 2 * AT, trusted.length, true, trusted);
        assertEquals(1, find(image).size());
        assertArrayEquals(trusted, Base64.getDecoder().decode(find(image).get(0)));
    }

    @Test
    void sizesThatDoNotFitMeanNothing() {
        byte[] one = certificate(800, 1);
        ByteBuffer image = image();
        put(image, AT, 5, true, one);
        assertEquals(List.of(), find(image));
        put(image, AT, one.length + 1, true, one);
        assertEquals(List.of(), find(image));
        put(image, AT, -8, true, one);
        assertEquals(List.of(), find(image));
        put(image, image.capacity() - 816, 0, true, one);
        assertEquals(1, find(image).size());
        assertEquals(List.of(), find(ByteBuffer.wrap(Arrays.copyOf(image.array(), image.capacity() - 1))));
    }

    @ParameterizedTest
    @CsvSource({"8, false", "8, true", "4, false", "4, true"})
    void wordsOfEitherWidthAndOrderCount(int width, boolean big) {
        byte[] one = certificate(803, 1);
        ByteBuffer image = image().order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        image.position(AT);
        image.put(one);
        for (int at : new int[] {AT + 808, AT + 816}) {
            if (width == 8) {
                image.putLong(at, 803);
            } else {
                image.putInt(at, 803);
            }
        }
        assertEquals(1, find(image).size());
    }

    @Test
    void theSizesMayBeAlignedMore() {
        byte[] one = certificate(1324, 1);
        ByteBuffer image = image();
        image.position(AT);
        image.put(one);
        image.putLong(AT + 1536, one.length);
        assertEquals(1, find(image).size(), "none of them belongs to the modules' key");
        image.putLong(AT + 1792, one.length);
        assertEquals(1, find(image).size());
        image.putLong(AT + 1792, 7);
        assertEquals(0, find(image).size());
    }

    @Test
    void aSnapshotKeepsThem(@TempDir Path folder) throws IOException {
        byte[] one = certificate(1324, 1);
        byte[] kernel = new KallsymsImageWriter().write();
        ByteBuffer image = ByteBuffer.allocate(kernel.length + 4096).order(ByteOrder.LITTLE_ENDIAN);
        image.put(kernel);
        put(image, (kernel.length + 7) & -8, one.length, true, one);
        KernelSnapshot snapshot = KernelSnapshot.of(ByteBuffer.wrap(image.array()), "vmlinux");
        assertEquals(1, snapshot.certificates().size());
        Path file = folder.resolve("kernel.snapshot");
        KernelSnapshot.merge(List.of(snapshot, snapshot)).write(file);
        KernelSnapshot read = KernelSnapshot.open(file);
        assertEquals(1, read.certificates().size());
        assertArrayEquals(one, read.certificates().get(0));
        assertEquals(
                List.of(), KernelSnapshot.of(ByteBuffer.wrap(kernel), "vmlinux").certificates());
    }
}
