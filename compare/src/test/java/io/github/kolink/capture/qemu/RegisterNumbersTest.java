// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class RegisterNumbersTest {
    private static final Pattern READ = Pattern.compile("qXfer:features:read:([^:]*):([0-9a-f]+),([0-9a-f]+)");
    private static final Map<String, String> DOCUMENTS = Map.of(
            "target.xml",
            "<target><xi:include href=\"core.xml\"/><xi:include href=\"system.xml\"/></target>",
            "core.xml",
            "<feature><reg name=\"rip\" bitsize=\"64\"/>\n<!--reg name=\"cs_base\"/>\n<reg name=\"ss_base\"/-->\n"
                    + "<reg name=\"cr0\" bitsize=\"64\"/>" + " ".repeat(5000) + "</feature>",
            "system.xml",
            "<feature><reg name=\"TTBR1_EL1\" bitsize=\"64\" regnum=\"90\"/><reg name=\"next\"/></feature>");

    private static String answer(String packet) {
        Matcher read = READ.matcher(packet);
        if (!read.matches() || !DOCUMENTS.containsKey(read.group(1))) {
            return "E00";
        }
        String document = DOCUMENTS.get(read.group(1));
        int from = Integer.parseInt(read.group(2), 16);
        int to = Math.min(document.length(), from + Integer.parseInt(read.group(3), 16));
        return (to == document.length() ? "l" : "m") + document.substring(from, to);
    }

    @Test
    void registersAreNumberedInOrderOverAllDocuments() throws IOException {
        RegisterNumbers registers = RegisterNumbers.read(RegisterNumbersTest::answer);

        assertEquals(0, registers.number("rip"));
        assertEquals(90, registers.number("TTBR1_EL1"));
        assertEquals(91, registers.number("next"));
    }

    @Test
    void registersInCommentsDoNotCount() throws IOException {
        RegisterNumbers registers = RegisterNumbers.read(RegisterNumbersTest::answer);

        assertEquals(1, registers.number("cr0"));
        assertThrows(IOException.class, () -> registers.number("ss_base"));
    }

    @Test
    void aStubWithoutDescriptionIsReported() {
        assertThrows(IOException.class, () -> RegisterNumbers.read(packet -> ""));
    }
}
