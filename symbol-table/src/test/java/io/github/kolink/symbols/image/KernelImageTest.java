// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.symbols.Export;
import io.github.kolink.symbols.ExportClass;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.KernelSymbol;
import io.github.kolink.symbols.SymbolSourceException;
import io.github.kolink.symbols.image.KallsymsAddresses.Form;
import io.github.kolink.symbols.image.KallsymsImageWriter.Classes;
import io.github.kolink.symbols.image.KallsymsImageWriter.Order;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KernelImageTest {
    record Layout(ByteOrder byteOrder, int pointer, Order order, Form form, ExportRun.Encoding encoding) {
        KallsymsImageWriter writer() {
            KallsymsImageWriter writer = new KallsymsImageWriter();
            writer.byteOrder = byteOrder;
            writer.pointer = pointer;
            writer.base = pointer == 8 ? writer.base : 0x1000;
            writer.order = order;
            writer.form = form;
            writer.encoding = encoding;
            return writer;
        }
    }

    static List<Layout> layouts() {
        List<Layout> layouts = new ArrayList<>();
        for (ByteOrder byteOrder : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            for (int pointer : new int[] {8, 4}) {
                for (Order order : Order.values()) {
                    for (Form form : Form.values()) {
                        var pointers = pointer == 8 ? ExportRun.Encoding.POINTERS_64 : ExportRun.Encoding.POINTERS_32;
                        boolean wide = pointer == 8;
                        if (form == Form.SELF_RELATIVE && order != Order.OFFSETS_BEHIND_TOKENS) {
                            continue;
                        }
                        if (wide || form == Form.OFFSET || form == Form.PLAIN) {
                            layouts.add(new Layout(byteOrder, pointer, order, form, pointers));
                        }
                        if (wide) {
                            layouts.add(new Layout(byteOrder, pointer, order, form, ExportRun.Encoding.SELF_RELATIVE));
                        }
                    }
                }
            }
        }
        return layouts;
    }

    private static KernelSnapshot read(byte[] image) throws IOException {
        return KernelSnapshot.of(ByteBuffer.wrap(image), "vmlinux");
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void everyLayoutGivesTheSymbolsInImageOrder(Layout layout) throws IOException {
        KallsymsImageWriter writer = layout.writer();
        KernelSnapshot snapshot = read(writer.write());
        assertEquals(writer.symbols.size(), snapshot.symbols().size());
        for (int i = 0; i < writer.symbols.size(); i++) {
            KernelSymbol symbol = snapshot.symbols().symbol(i);
            assertEquals(writer.symbols.get(i).name(), symbol.name());
            assertEquals(writer.symbols.get(i).type(), symbol.type());
            assertEquals(writer.symbols.get(i).address(), symbol.address().getAsLong());
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void everyLayoutGivesTheExportsWithClassCrcAndNamespace(Layout layout) throws IOException {
        KallsymsImageWriter writer = layout.writer();
        KernelSnapshot snapshot = read(writer.write());
        assertTrue(snapshot.knowsExports() && snapshot.knowsExportClasses() && snapshot.knowsCrcs());
        assertExports(writer, snapshot);
    }

    private static void assertExports(KallsymsImageWriter writer, KernelSnapshot snapshot) {
        assertEquals(
                writer.exportNames().size(),
                snapshot.sources().get(0).exports(),
                snapshot.sources().get(0).note());
        for (String name : writer.exportNames()) {
            Export export =
                    snapshot.symbols().exported(name).orElseThrow().export().orElseThrow();
            String namespace = KallsymsImageWriter.namespace(name);
            assertEquals(writer.isGpl(name) ? ExportClass.GPL : ExportClass.PLAIN, export.exportClass(), name);
            assertEquals(OptionalInt.of(KallsymsImageWriter.crc(name)), export.crc(), name);
            assertEquals(namespace.isEmpty() ? Optional.empty() : Optional.of(namespace), export.namespace(), name);
        }
    }

    @Test
    void exportsOfOneTableTakeTheirClassFromTheFlags() throws IOException {
        KallsymsImageWriter writer = new KallsymsImageWriter();
        writer.classes = Classes.FLAGS;
        assertExports(writer, read(writer.write()));
    }

    @Test
    void aGapWithFlagsOnlyGivesClassesAndNoCrcs() throws IOException {
        KallsymsImageWriter writer = new KallsymsImageWriter();
        writer.classes = Classes.FLAGS;
        writer.crcs = false;
        KernelSnapshot snapshot = read(writer.write());
        assertTrue(snapshot.knowsExportClasses());
        assertFalse(snapshot.knowsCrcs());
    }

    @Test
    void theClassStaysUnknownWhereNothingTellsIt() throws IOException {
        KallsymsImageWriter writer = new KallsymsImageWriter();
        writer.classes = Classes.FLAGS;
        byte[] image = writer.write();
        int flags = indexOfFlags(image, writer.exportNames().size());
        image[flags] = 9;
        KernelSnapshot snapshot = read(image);
        assertFalse(snapshot.knowsExportClasses());
        Export export = snapshot.symbols()
                .exported(writer.exportNames().get(0))
                .orElseThrow()
                .export()
                .orElseThrow();
        assertEquals(ExportClass.UNKNOWN, export.exportClass());
    }

    private static int indexOfFlags(byte[] image, int count) {
        int run = 0;
        for (int at = 0x40000; at < image.length; at++) {
            run = image[at] == 0 || image[at] == 1 ? run + 1 : 0;
            if (run == count && image[at + 1] > 1) {
                return at - count + 1;
            }
        }
        throw new AssertionError("no flags");
    }

    @Test
    void exportedDataWithoutAListedSymbolIsAddedWithItsAddress() throws IOException {
        KallsymsImageWriter writer = new KallsymsImageWriter();
        writer.listData = false;
        KernelSnapshot snapshot = read(writer.write());
        assertFalse(snapshot.hasDataSymbols());
        writer.exportedData.forEach((name, address) -> {
            KernelSymbol symbol = snapshot.symbols().exported(name).orElseThrow();
            assertEquals(address, symbol.address().getAsLong());
            assertEquals('D', symbol.type());
        });
        assertTrue(snapshot.sources()
                .get(0)
                .note()
                .contains(writer.exportedData.size() + " are in the export table only"));
    }

    @Test
    void aBaseThatIsNotInPlaceIsToldByThePointers() throws IOException {
        KallsymsImageWriter writer = new KallsymsImageWriter();
        writer.baseInPlace = false;
        KernelSnapshot snapshot = read(writer.write());
        assertEquals(
                writer.symbols.get(5).address(),
                snapshot.symbols().symbol(5).address().getAsLong());
    }

    @Test
    void anImageWithoutExportTableKnowsNoExports() throws IOException {
        KallsymsImageWriter writer = new KallsymsImageWriter();
        writer.exports = false;
        KernelSnapshot snapshot = read(writer.write());
        assertFalse(snapshot.knowsExports());
        assertEquals(writer.symbols.size(), snapshot.symbols().size());
    }

    @Test
    void anExportThatContradictsTheSymbolListRefusesTheImage() throws IOException {
        KallsymsImageWriter writer = new KallsymsImageWriter();
        byte[] image = writer.write();
        ExportRun run =
                ExportRuns.selfRelative(ImageBytes.of(ByteBuffer.wrap(image))).get(0);
        image[run.entryAt(3)] ^= 8;
        SymbolSourceException e = assertThrows(SymbolSourceException.class, () -> read(image));
        assertTrue(e.getMessage().contains("contradict each other in 1 cases"), e.getMessage());
    }

    @Test
    void bannerReleaseAndVermagicComeFromTheImage() throws IOException {
        KernelSnapshot snapshot = read(new KallsymsImageWriter().write());
        assertEquals(Optional.of(KallsymsImageWriter.BANNER), snapshot.banner());
        assertEquals(Optional.of("6.1.0-test"), snapshot.release());
        assertEquals(Optional.of(KallsymsImageWriter.VERMAGIC), snapshot.vermagic());
    }

    @Test
    void bytesThatAreNoKernelAreRefusedWithAdvice() {
        SymbolSourceException e = assertThrows(SymbolSourceException.class, () -> read(new byte[70_000]));
        assertTrue(e.getMessage().contains("no kernel symbol table found"), e.getMessage());
        assertTrue(e.getMessage().startsWith("vmlinux: "), e.getMessage());
    }
}
