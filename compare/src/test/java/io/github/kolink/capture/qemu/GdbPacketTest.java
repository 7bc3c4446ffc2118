// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GdbPacketTest {
    private static String decoded(String wire) throws IOException {
        return GdbPacket.decode(new ByteArrayInputStream(wire.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String encoded(String payload) {
        return new String(GdbPacket.encode(payload), StandardCharsets.ISO_8859_1);
    }

    @Test
    void aPacketHasItsChecksumBehindIt() {
        assertEquals("$OK#9a", encoded("OK"));
        assertEquals("$#00", encoded(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "OK", "m1000,4", "a$b#c}d*e", "\u00ff\u0000 \u007f"})
    void whatIsEncodedIsDecoded(String payload) throws IOException {
        assertEquals(payload, decoded(encoded(payload)));
    }

    @Test
    void acknowledgementsBeforeAPacketArePassedOver() throws IOException {
        assertEquals("OK", decoded("++-$OK#9a"));
    }

    @Test
    void runsAreRepeated() throws IOException {
        // '0', then '*' and a blank: 32 - 29 = 3 more
        assertEquals("0000", decoded("$0* #7a"));
    }

    @Test
    void aWrongChecksumIsRefused() {
        assertThrows(IOException.class, () -> decoded("$OK#9b"));
    }

    @Test
    void aPacketThatBreaksOffIsTheEnd() {
        assertThrows(EOFException.class, () -> decoded("$OK"));
        assertThrows(EOFException.class, () -> decoded("+"));
    }
}
