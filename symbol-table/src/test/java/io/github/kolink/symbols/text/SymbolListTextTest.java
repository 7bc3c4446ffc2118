// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.symbols.ExportClass;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.KernelSymbol;
import io.github.kolink.symbols.KernelSymbolTable;
import io.github.kolink.symbols.SymbolSourceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

public class SymbolListTextTest {
    private static final String TEXT = """
            ffffffff81000000 T _stext
            ffffffff81000100 t init
            ffffffff81000200 T kern_path
            ffffffff81000300 t kern_path
            ffffffff82000000 D jiffies
            ffffffff82000100 r __ksymtab_kern_path
            ffffffff82000110 r __ksymtab_jiffies
            ffffffffc0000000 t init\t[loop]
            ffffffffc0000010 T loop_register\t[loop]
            ffffffffc0000020 r __ksymtab_loop_register\t[loop]
            """;

    public static KernelSnapshot read(String text) throws IOException {
        return KernelSnapshot.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), "kallsyms");
    }

    @Test
    void namesakesAreListedInSourceOrderWithTheirOwners() throws IOException {
        List<KernelSymbol> found = read(TEXT).symbols().find("init");
        assertEquals(
                List.of("", "loop"), found.stream().map(KernelSymbol::owner).toList());
        assertEquals(0xffffffffc0000000L, found.get(1).address().getAsLong());
    }

    @Test
    void anImportResolvesToTheGlobalNamesake() throws IOException {
        KernelSymbol exported = read(TEXT).symbols().exported("kern_path").orElseThrow();
        assertEquals('T', exported.type());
        assertEquals(ExportClass.UNKNOWN, exported.export().orElseThrow().exportClass());
    }

    @Test
    void aModuleExportsToo() throws IOException {
        assertEquals(
                "loop",
                read(TEXT).symbols().exported("loop_register").orElseThrow().owner());
    }

    @Test
    void whatHasNoKsymtabEntryIsNotExported() throws IOException {
        KernelSnapshot snapshot = read(TEXT);
        assertTrue(snapshot.knowsExports());
        assertEquals(Optional.empty(), snapshot.symbols().exported("_stext"));
    }

    @Test
    void aListWithoutKsymtabEntriesKnowsNoExports() throws IOException {
        KernelSnapshot snapshot = read("ffffffff81000000 T _stext\nffffffff81000010 T printk\n");
        assertFalse(snapshot.knowsExports());
        assertFalse(snapshot.hasDataSymbols());
        assertTrue(snapshot.hasAddresses());
    }

    @Test
    void nearestGivesTheSymbolAtOrBelowAnUnsignedAddress() throws IOException {
        KernelSymbolTable symbols = read("0000000000001000 A percpu\n" + TEXT).symbols();
        assertEquals("init", symbols.nearest(0xffffffff81000142L).orElseThrow().name());
        assertEquals("percpu", symbols.nearest(0x7fff_ffff_ffffL).orElseThrow().name());
        assertEquals(Optional.empty(), symbols.nearest(0xfff));
    }

    @Test
    void thirtyTwoBitAddressesAreNotSignExtended() throws IOException {
        KernelSymbol symbol =
                read("80001000 T start\n80002000 T end\n").symbols().symbol(0);
        assertEquals(0x80001000L, symbol.address().getAsLong());
    }

    @Test
    void hiddenAddressesAreRefusedWithTheRemedy() {
        IOException e = assertThrows(
                SymbolSourceException.class,
                () -> read("0000000000000000 T _stext\n0000000000000000 t init\t[loop]\n"));
        assertTrue(e.getMessage().contains("kptr_restrict"), e.getMessage());
    }

    @Test
    void theStubOfDebianIsRefusedWithTheRealPlace() {
        IOException e = assertThrows(
                SymbolSourceException.class,
                () -> read("ffffffffffffffff B The real System.map is in the linux-image-<version>-dbg package\n"));
        assertTrue(e.getMessage().contains("vmlinuz"), e.getMessage());
        assertTrue(e.getMessage().contains("placeholder"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ffffffff81000100 t ",
                "ffffffff81000100 t",
                "ffffffff81000100",
                "ffffffff81000100 t name [open",
                "ffffffff81000100 t name []",
                "ffffffff81000100 t name [a] b",
                "ffffffff810001000 t name",
                "xyz",
                " ffffffff81000100 t name",
                "ffffffff81000100 1 name"
            })
    void aLineThatIsNoneIsRefusedWithItsNumber(String line) {
        IOException e =
                assertThrows(SymbolSourceException.class, () -> read("ffffffff81000000 T _stext\n" + line + "\n"));
        assertTrue(e.getMessage().startsWith("kallsyms:2: "), e.getMessage());
    }

    @Test
    void aMissingLineFeedAtTheEndIsNoError() throws IOException {
        assertEquals(1, read("ffffffff81000000 T _stext").symbols().size());
    }
}
