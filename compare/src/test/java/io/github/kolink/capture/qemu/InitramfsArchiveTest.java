// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class InitramfsArchiveTest {
    private static final int HEADER = 110;

    private static int field(String archive, int entry, int number) {
        return Integer.parseInt(archive, entry + 6 + 8 * number, entry + 14 + 8 * number, 16);
    }

    @Test
    void entriesAndTheirContentsBeginAtMultiplesOfFour() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InitramfsArchive archive = new InitramfsArchive(out)) {
            archive.directory("m");
            archive.file("m/10", new byte[] {'x', 'y', 'z', '0', '1'});
            archive.device("console", 5, 1);
        }
        String bytes = out.toString(StandardCharsets.ISO_8859_1);

        assertEquals(0, bytes.indexOf("070701"));
        int file = bytes.indexOf("070701", 1);
        assertEquals(HEADER + 2, file);
        assertEquals(0100755, field(bytes, file, 1));
        assertEquals(5, field(bytes, file, 6));
        assertEquals("m/10\0", bytes.substring(file + HEADER, file + HEADER + 5));
        assertEquals("xyz01", bytes.substring(file + 116, file + 121));
        int device = file + 116 + 8;
        assertEquals("070701", bytes.substring(device, device + 6));
        assertEquals(0020600, field(bytes, device, 1));
        assertEquals(5, field(bytes, device, 9));
        assertEquals(1, field(bytes, device, 10));
        assertEquals("console\0", bytes.substring(device + HEADER, device + HEADER + 8));
        assertEquals(device + HEADER + 10, bytes.lastIndexOf("070701"));
        assertEquals(0, bytes.length() % 4);
    }
}
