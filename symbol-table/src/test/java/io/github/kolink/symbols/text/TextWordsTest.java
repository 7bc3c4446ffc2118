// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.KernelSymbol;
import io.github.kolink.symbols.SymbolSourceException;
import io.github.kolink.symbols.table.Words;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Eight characters at a time must come to the same as one at a time. */
final class TextWordsTest {
    private static final byte[] DIGITS = "09afbe17".getBytes(StandardCharsets.ISO_8859_1);

    @Test
    void everyByteInEveryPlaceIsADigitOrNone() {
        for (int place = 0; place < 8; place++) {
            for (int c = 0; c < 256; c++) {
                byte[] text = DIGITS.clone();
                text[place] = (byte) c;
                boolean lower = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                long expected = lower ? Long.parseLong(new String(text, StandardCharsets.ISO_8859_1), 16) : -1;
                assertEquals(expected, TextWords.hexadecimal(Words.get(text, 0)), place + ": " + c);
            }
        }
    }

    @Test
    void everyByteInEveryPlaceIsVisibleOrNot() {
        for (int place = 0; place < 8; place++) {
            for (int c = 0; c < 256; c++) {
                byte[] text = "abcd~!Z_".getBytes(StandardCharsets.ISO_8859_1);
                text[place] = (byte) c;
                assertEquals(
                        c > ' ' && c < 128 ? 8 : place,
                        TextWords.first(TextWords.invisible(Words.get(text, 0))),
                        place + ": " + c);
            }
        }
    }

    @Test
    void aNameOfAnyLengthIsFoundWhereverItStands() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int length = 1; length < 70; length++) {
            text.append("ffffffff81000000 T ").append("n".repeat(length)).append('\n');
            for (String end : List.of("", "\n", "\r\n", "\t[m]", "\t[m]\n", " \n")) {
                KernelSnapshot snapshot = read(text.substring(0, text.length() - 1) + end);
                assertEquals(length, snapshot.symbols().size());
                for (int each = 1; each <= length; each++) {
                    assertEquals(1, snapshot.symbols().find("n".repeat(each)).size(), length + " " + each);
                }
            }
        }
    }

    @Test
    void anExportIsFoundWhereverItsEntryStands() throws IOException {
        for (int length = 1; length < 40; length++) {
            String name = "x".repeat(length);
            KernelSnapshot snapshot = read("ffffffff81000000 T " + name + "\nffffffff81000010 r __ksymtab_" + name);
            assertTrue(snapshot.symbols().exported(name).isPresent(), name);
        }
        assertEquals(0, exports("ffffffff81000000 T x\nffffffff81000010 r __ksymtab_\n"));
        assertEquals(0, exports("ffffffff81000000 T x\nffffffff81000010 r __ksymtaB_x\n"));
        assertEquals(0, exports("ffffffff81000000 T x\nffffffff81000010 r __ksymtabsx\n"));
    }

    private static long exports(String text) throws IOException {
        return read(text).symbols().exported("x").stream().count();
    }

    @ParameterizedTest
    @CsvSource({
        "ffffffff81000abc, ffffffff81000abc",
        "FFFFFFFF81000ABC, ffffffff81000abc",
        "ffffFFFF81000aBc, ffffffff81000abc",
        "81000abc, 81000abc",
        "c0f, c0f",
        "000000000, 0",
        "123456789abcdef, 123456789abcdef"
    })
    void anAddressOfUpToSixteenDigitsOfEitherCaseIsRead(String digits, String value) throws IOException {
        KernelSnapshot snapshot = read("0001 T before\n" + digits + " T name_of_some_length\n");
        KernelSymbol symbol = snapshot.symbols().find("name_of_some_length").get(0);
        assertEquals(Long.parseUnsignedLong(value, 16), symbol.address().getAsLong());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ffffffffg1000000 T name_of_some_length",
                "fffffffg81000000 T name_of_some_length",
                "ffffffff8100000` T name_of_some_length",
                "ffffffff8100000: T name_of_some_length",
                "ffffffff810000000 T name_of_some_length",
                "ffffffff\u00e681000000 T name_of_some_length",
                "ffffffff81000000T name_of_some_length",
                "ffffffff81000000 Tname_of_some_length",
                "ffffffff81000000 T name_of_s\u00f6me_length",
                "ffffffff81000000 T name_of_some_length with_more",
                "ffffffff81000000 T \tname",
                "ffffffff81000000 T name\u0000"
            })
    void aLineThatIsNoneIsRefusedWithItsNumberWhateverFollows(String line) {
        for (String rest : List.of("", "\n", "\nffffffff81000000 T name_of_some_length\n")) {
            IOException e =
                    assertThrows(SymbolSourceException.class, () -> read("ffffffff81000000 T a\n" + line + rest));
            assertTrue(e.getMessage().startsWith("kallsyms:2: "), e.getMessage());
        }
    }

    @Test
    void randomListsAreReadAsTheyWereWritten() throws IOException {
        Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            List<String> written = new ArrayList<>();
            int lines = 1 + random.nextInt(60);
            for (int i = 0; i < lines; i++) {
                long address = random.nextLong() >>> (8 * random.nextInt(7)) | 1;
                String name = "a_\\$.z0Z~!".repeat(6).substring(0, 1 + random.nextInt(50));
                String owner = random.nextInt(4) == 0 ? "m" + random.nextInt(3) : "";
                char type = "tTdDbBrRaA?-".charAt(random.nextInt(12));
                String digits = random.nextBoolean()
                        ? Long.toHexString(address)
                        : "0".repeat(Long.numberOfLeadingZeros(address) / 4) + Long.toHexString(address);
                text.append(random.nextInt(9) == 0 ? digits.toUpperCase(Locale.ROOT) : digits)
                        .append(' ')
                        .append(type)
                        .append(' ')
                        .append(name)
                        .append(owner.isEmpty() ? "" : "\t[" + owner + "]")
                        .append(random.nextInt(5) == 0 ? "\r\n" : "\n");
                written.add(Long.toHexString(address) + type + name + owner);
            }
            KernelSnapshot snapshot = read("ffff T first\n" + text);
            List<String> seen = new ArrayList<>();
            for (int i = 1; i < snapshot.symbols().size(); i++) {
                KernelSymbol symbol = snapshot.symbols().symbol(i);
                seen.add(Long.toHexString(symbol.address().getAsLong())
                        + symbol.type()
                        + symbol.name()
                        + symbol.owner());
                assertTrue(snapshot.symbols().find(symbol.name()).contains(symbol), symbol::toString);
            }
            assertEquals(written, seen);
        }
    }

    private static KernelSnapshot read(String text) throws IOException {
        return KernelSnapshot.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), "kallsyms");
    }
}
