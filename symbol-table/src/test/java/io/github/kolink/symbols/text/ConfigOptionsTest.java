// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ConfigOptionsTest {
    private static Map<String, String> of(String lines) {
        return ConfigText.unpack(lines.getBytes(StandardCharsets.UTF_8));
    }

    /** As lines are read one by one, into a map. */
    private static Map<String, String> oneByOne(String lines) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String line : lines.lines().toList()) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                options.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        return options;
    }

    private static void same(String lines) {
        Map<String, String> expected = oneByOne(lines);
        Map<String, String> options = of(lines);
        assertEquals(expected.size(), options.size(), lines);
        assertEquals(expected.isEmpty(), options.isEmpty(), lines);
        expected.forEach((name, value) -> assertEquals(value, options.get(name), () -> name + " of " + lines));
        for (String name : List.of("", "A", "B", "=", "A=", "A=B", "AA", "C", "é")) {
            assertEquals(expected.get(name), options.get(name), () -> name + " of " + lines);
            assertEquals(expected.containsKey(name), options.containsKey(name), () -> name + " of " + lines);
        }
        assertEquals(new ArrayList<>(expected.entrySet()), new ArrayList<>(options.entrySet()), lines);
    }

    @Test
    void anOptionIsFoundWhereItStands() {
        Map<String, String> options = of("CONFIG_A=y\nCONFIG_B=\"a=b\"\nCONFIG_C=\n");
        assertEquals("y", options.get("CONFIG_A"));
        assertEquals("\"a=b\"", options.get("CONFIG_B"));
        assertEquals("", options.get("CONFIG_C"));
        assertNull(options.get("CONFIG_D"));
        assertNull(options.get("CONFIG_"));
        assertFalse(options.containsKey("CONFIG_AB"));
        assertEquals(3, options.size());
        assertThrows(UnsupportedOperationException.class, () -> options.put("CONFIG_A", "n"));
    }

    /** No kernel's build writes such lines; a snapshot from elsewhere may hold them. */
    @Test
    void oddLinesAreReadAsLineByLine() {
        for (String lines : List.of(
                "",
                "\n",
                "A",
                "A=",
                "=x",
                "=A=b\nA=c",
                "A=1\nA=2\n",
                "A=1\nB=2\nA=3",
                "A=B=C\nA",
                "A=1\r\nB=2\r",
                "A=\u00e9\nB=1",
                "\u00e9=1\n",
                "\n\nA=1\n\nB\nC=\n")) {
            same(lines);
        }
    }

    @Test
    void anyTextIsReadAsLineByLine() {
        Random random = new Random(1);
        int options = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder lines = new StringBuilder();
            int length = random.nextInt(40);
            for (int j = 0; j < length; j++) {
                lines.append("AABC==\n\n".charAt(random.nextInt(8)));
            }
            same(lines.toString());
            options += of(lines.toString()).size();
        }
        assertTrue(options > 20_000, "options: " + options);
    }
}
