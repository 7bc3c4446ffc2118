// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.layout.SectionMemory;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole trees of Debian's kernels are the other test of this: {@code RealCaptureTest}. */
final class PrintFormatTest {
    /** The string, with {@code |} for each NUL, before and after. */
    private static String replaced(String text, String name, long value) {
        byte[] bytes = text.replace('|', '\0').getBytes(StandardCharsets.ISO_8859_1);
        PrintFormat format = new PrintFormat(new SectionMemory(bytes, 0, bytes.length, 0, ByteOrder.LITTLE_ENDIAN), 0);
        format.replace(name, value);
        return new String(bytes, StandardCharsets.ISO_8859_1).replace('\0', '|');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{ NAME, x }|;      { 7, x }| }|",
                "{ NAME, NAME }|;   { 7, 7 }| }| }|",
                "{ NAMES, x }|;     { NAMES, x }|",
                "{ _NAME, x }|;     { _NAME, x }|",
                "`NAME` NAME )|;    `NAME` 7 )| )|",
                "`\\`NAME` NAME )|; `\\`NAME` 7 )| )|",
                "REC->NAME, y)|;    REC->NAME, y)|",
                "REC.NAME, y)|;     REC.NAME, y)|",
                "12NAME, y)|;       12NAME, y)|",
                "NAME- 1)|;         7- 1)|1)|",
                "0x1 NAME)|;        0x1 7)|E)|",
            })
    void aNameIsReplacedWhereItIsAWordOfItsOwnAndTheOldEndStays(String before, String after) {
        assertEquals(after.replace('`', '"'), replaced(before.replace('`', '"'), "NAME", 7));
    }

    @Test
    void valuesAreSigned() {
        assertEquals("(-22)|)|", replaced("(NAMEE)|", "NAMEE", -22));
    }

    @Test
    void aNameThatIsShorterThanItsValueStays() {
        assertEquals("(NAME, NAME)|", replaced("(NAME, NAME)|", "NAME", 12345));
    }

    /** eval_replace ends its number before it measures the rest. */
    @Test
    void aNameAsLongAsItsValueCutsTheString() {
        assertEquals("(1234| y)|", replaced("(NAME, y)|", "NAME", 1234));
    }

    /** The loop steps over the end of the string, which the number has made, and goes on behind it. */
    @Test
    void aNameAtTheVeryEndLeadsTheKernelBeyondIt() {
        assertEquals("(1234|1234|", replaced("(NAME|NAME|", "NAME", 1234));
    }
}
