// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.symbols.Export;
import io.github.kolink.symbols.ExportClass;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.KernelSymbol;
import io.github.kolink.symbols.SymbolSourceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

public class SymversTextTest {
    public static KernelSnapshot read(String text) throws IOException {
        return KernelSnapshot.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), "Module.symvers");
    }

    @Test
    void fiveColumnsGiveClassCrcAndNamespaceButNoAddress() throws IOException {
        KernelSnapshot snapshot = read(
                "0x4c9d28b0\tphys_base\tvmlinux\tEXPORT_SYMBOL\t\n0xffffffff\tdw_probe\tdrivers/dma/dw-core\tEXPORT_SYMBOL_GPL\tDW\n");
        KernelSymbol base = snapshot.symbols().symbol(0);
        assertEquals(OptionalLong.empty(), base.address());
        assertEquals(
                new Export(ExportClass.PLAIN, OptionalInt.of(0x4c9d28b0), Optional.empty()),
                base.export().orElseThrow());
        assertEquals("", base.owner());
        KernelSymbol probe = snapshot.symbols().exported("dw_probe").orElseThrow();
        assertEquals("dw_core", probe.owner());
        assertEquals(
                new Export(ExportClass.GPL, OptionalInt.of(-1), Optional.of("DW")),
                probe.export().orElseThrow());
        assertTrue(snapshot.knowsNamespaces() && snapshot.knowsCrcs() && snapshot.knowsExportClasses());
        assertFalse(snapshot.hasAddresses());
    }

    @Test
    void fourColumnsSayNothingAboutNamespaces() throws IOException {
        assertFalse(read("0x4c9d28b0\tphys_base\tvmlinux\tEXPORT_SYMBOL\n").knowsNamespaces());
    }

    @Test
    void crcsThatAreAllZeroMeanThatThereAreNone() throws IOException {
        KernelSnapshot snapshot = read("0x00000000\ta\tvmlinux\tEXPORT_SYMBOL\t\n");
        assertFalse(snapshot.knowsCrcs());
        assertEquals(
                OptionalInt.empty(),
                snapshot.symbols()
                        .exported("a")
                        .orElseThrow()
                        .export()
                        .orElseThrow()
                        .crc());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x1\ta\tvmlinux",
                "0x1\ta\tvmlinux\tEXPORT_SYMBOL\t\t",
                "0xg\ta\tvmlinux\tEXPORT_SYMBOL",
                "0x123456789\ta\tvmlinux\tEXPORT_SYMBOL",
                "1\ta\tvmlinux\tEXPORT_SYMBOL",
                "0x1\t\tvmlinux\tEXPORT_SYMBOL",
                "0x1\ta\tvmlinux\tEXPORT_UNUSED_SYMBOL"
            })
    void aRowThatIsNoneIsRefusedWithItsNumber(String row) {
        IOException e = assertThrows(
                SymbolSourceException.class, () -> read("0x1\tb\tvmlinux\tEXPORT_SYMBOL\t\n" + row + "\n"));
        assertTrue(e.getMessage().startsWith("Module.symvers:2: "), e.getMessage());
    }
}
