// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.symbols.image.KallsymsImageWriter;
import io.github.kolink.symbols.text.ConfigTextTest;
import io.github.kolink.symbols.text.SymbolListTextTest;
import io.github.kolink.symbols.text.SymversTextTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SnapshotMergeTest {
    private static final String LIST = """
            ffffffff81000000 T printk
            ffffffff81000100 t twin
            ffffffff81000200 T twin
            ffffffff82000100 r __ksymtab_printk
            ffffffff82000110 r __ksymtab_twin
            ffffffffc0000010 T loop_register\t[loop]
            """;

    private static final String SYMVERS = """
            0x11111111\tprintk\tvmlinux\tEXPORT_SYMBOL\t
            0x22222222\ttwin\tvmlinux\tEXPORT_SYMBOL_GPL\tTWINS
            0x33333333\tloop_register\tdrivers/block/loop\tEXPORT_SYMBOL\t
            """;

    private static KernelSnapshot merge(KernelSnapshot... parts) throws IOException {
        return KernelSnapshot.merge(List.of(parts));
    }

    @Test
    void symversRowsDescribeTheExportedSymbolsOfTheList() throws IOException {
        KernelSnapshot merged = merge(SymversTextTest.read(SYMVERS), SymbolListTextTest.read(LIST));
        KernelSymbol twin = merged.symbols().exported("twin").orElseThrow();
        assertEquals(OptionalLong.of(0xffffffff81000200L), twin.address());
        assertEquals(
                new Export(ExportClass.GPL, OptionalInt.of(0x22222222), Optional.of("TWINS")),
                twin.export().orElseThrow());
        assertEquals(
                OptionalLong.of(0xffffffffc0000010L),
                merged.symbols().exported("loop_register").orElseThrow().address());
        assertEquals(6, merged.symbols().size());
        assertEquals(List.of(), merged.conflicts());
        assertTrue(merged.knowsCrcs() && merged.knowsExportClasses() && merged.knowsNamespaces());
    }

    @Test
    void exportsOfModulesThatAreNotLoadedStayWithoutAddress() throws IOException {
        KernelSnapshot merged = merge(
                SymbolListTextTest.read(LIST),
                SymversTextTest.read(SYMVERS + "0x4\tdw_probe\tdrivers/dma/dw-core\tEXPORT_SYMBOL\t\n"));
        KernelSymbol probe = merged.symbols().exported("dw_probe").orElseThrow();
        assertEquals("dw_core", probe.owner());
        assertEquals(OptionalLong.empty(), probe.address());
        assertEquals(List.of(), merged.conflicts());
    }

    @Test
    void aSymversOfAnotherBuildIsToldInBothDirections() throws IOException {
        KernelSnapshot merged = merge(
                SymbolListTextTest.read(LIST),
                SymversTextTest.read(
                        "0x1\tprintk\tvmlinux\tEXPORT_SYMBOL\t\n0x2\tnew_one\tvmlinux\tEXPORT_SYMBOL\t\n"));
        assertTrue(merged.conflicts().contains("1 exports of Module.symvers are not in the kernel: new_one"));
        assertTrue(merged.conflicts().contains("1 exports of the kernel are not in Module.symvers: twin"));
    }

    @Test
    void differingCrcsAreToldAndTheFirstIsKept() throws IOException {
        KallsymsImageWriter writer = new KallsymsImageWriter();
        KernelSnapshot image = KernelSnapshot.of(ByteBuffer.wrap(writer.write()), "vmlinux");
        String name = writer.exportNames().get(0);
        KernelSnapshot merged =
                merge(image, SymversTextTest.read("0x7\t" + name + "\tvmlinux\tEXPORT_SYMBOL_GPL\tOTHER\n"));
        Export export = merged.symbols().exported(name).orElseThrow().export().orElseThrow();
        assertEquals(OptionalInt.of(KallsymsImageWriter.crc(name)), export.crc());
        assertEquals(4, merged.conflicts().size(), merged.conflicts().toString());
    }

    @Test
    void anImageIsMovedToTheAddressesOfTheRunningKernel() throws IOException {
        KallsymsImageWriter writer = new KallsymsImageWriter();
        writer.listData = false;
        KernelSnapshot image = KernelSnapshot.of(ByteBuffer.wrap(writer.write()), "vmlinux");
        StringBuilder live = new StringBuilder();
        for (KallsymsImageWriter.Symbol symbol : writer.symbols) {
            live.append(String.format(
                    Locale.ROOT, "%016x %c %s%n", symbol.address() + 0x200000, symbol.type(), symbol.name()));
        }
        KernelSnapshot merged = merge(image, SymbolListTextTest.read(live.toString()));
        long data = writer.exportedData.get("variable_2");
        assertEquals(
                data + 0x200000,
                merged.symbols().exported("variable_2").orElseThrow().address().getAsLong());
        assertEquals(1, merged.conflicts().size());
        assertTrue(
                merged.conflicts().get(0).contains("+0x200000"),
                merged.conflicts().get(0));
        assertEquals(image.symbols().size(), merged.symbols().size());
    }

    @Test
    void differingReleasesAreTold() throws IOException {
        byte[] first = new KallsymsImageWriter().write();
        byte[] second = new String(first, StandardCharsets.ISO_8859_1)
                .replace("6.1.0-test", "6.2.0-test")
                .getBytes(StandardCharsets.ISO_8859_1);
        KernelSnapshot merged =
                merge(KernelSnapshot.of(ByteBuffer.wrap(first), "a"), KernelSnapshot.of(ByteBuffer.wrap(second), "b"));
        assertEquals(Optional.of("6.1.0-test"), merged.release());
        assertTrue(merged.conflicts().get(0).contains("6.2.0-test"));
    }

    @Test
    void aSymbolListAndAConfigGiveBoth() throws IOException {
        KernelSnapshot merged = merge(SymbolListTextTest.read(LIST), ConfigTextTest.read(ConfigTextTest.TEXT));
        assertEquals("n", merged.config().get("CONFIG_SMP"));
        assertFalse(merged.knowsCrcs());
        assertEquals(2, merged.sources().size());
    }

    @Test
    void oneSourceIsItselfAndNoneIsAMistake() throws IOException {
        KernelSnapshot only = SymbolListTextTest.read(LIST);
        assertSame(only, merge(only));
        assertThrows(IllegalArgumentException.class, () -> merge());
    }
}
