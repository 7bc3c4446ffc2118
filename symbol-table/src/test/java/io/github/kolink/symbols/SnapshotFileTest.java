// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.symbols.image.KallsymsImageWriter;
import io.github.kolink.symbols.text.ConfigTextTest;
import io.github.kolink.symbols.text.SymbolListTextTest;
import io.github.kolink.symbols.text.SymversTextTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFileTest {
    private static final String LIST = """
            ffffffff81000000 T a
            ffffffff81000100 t a
            ffffffff82000100 r __ksymtab_a
            ffffffffc0000000 t b\t[loop]
            """;

    @TempDir
    Path folder;

    private KernelSnapshot small() throws IOException {
        return KernelSnapshot.merge(List.of(
                SymbolListTextTest.read(LIST),
                SymversTextTest.read("0x12345678\ta\tvmlinux\tEXPORT_SYMBOL_GPL\tSPACE\n"),
                ConfigTextTest.read(ConfigTextTest.TEXT)));
    }

    private byte[] bytes(KernelSnapshot snapshot) throws IOException {
        Path file = folder.resolve("kernel.snapshot");
        snapshot.write(file);
        return Files.readAllBytes(file);
    }

    private static List<KernelSymbol> all(KernelSnapshot snapshot) {
        return IntStream.range(0, snapshot.symbols().size())
                .mapToObj(snapshot.symbols()::symbol)
                .toList();
    }

    private static KernelSnapshot read(byte[] bytes) throws IOException {
        return KernelSnapshot.of(ByteBuffer.wrap(bytes), "kernel.snapshot");
    }

    @Test
    void aSnapshotReadsBackAsItWasWritten() throws IOException {
        KernelSnapshot before = KernelSnapshot.of(ByteBuffer.wrap(new KallsymsImageWriter().write()), "vmlinux");
        Path file = folder.resolve("kernel.snapshot");
        before.write(file);
        KernelSnapshot after = KernelSnapshot.open(file);
        assertEquals(all(before), all(after));
        assertEquals(before.sources(), after.sources());
        assertEquals(before.vermagic(), after.vermagic());
        assertEquals(before.banner(), after.banner());
        assertEquals(before.symbols().exported("variable_4"), after.symbols().exported("variable_4"));
        assertEquals(KernelSymbol.class, after.symbols().symbol(0).getClass());
        for (KernelSymbol symbol : all(after)) {
            assertTrue(after.symbols().find(symbol.name()).contains(symbol));
        }
    }

    @Test
    void equalContentsGiveEqualBytes() throws IOException {
        assertArrayEquals(bytes(small()), bytes(small()));
    }

    @Test
    void configAndConflictsAreKept() throws IOException {
        KernelSnapshot snapshot = read(bytes(small()));
        assertEquals(small().config(), snapshot.config());
        assertEquals(small().conflicts(), snapshot.conflicts());
        assertEquals(Optional.of("aarch64"), snapshot.architecture());
    }

    @Test
    void writingReplacesAndLeavesNoPartBehind() throws IOException {
        Path file = folder.resolve("kernel.snapshot");
        Files.writeString(file, "old");
        small().write(file);
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
        assertEquals(4, KernelSnapshot.open(file).symbols().size());
    }

    @Test
    void aSnapshotCutAtAnyLengthIsRefused() throws IOException {
        byte[] bytes = bytes(small());
        for (int length = 8; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(SymbolSourceException.class, () -> read(cut), "length " + length);
        }
    }

    @Test
    void aFlippedBitAnywhereIsFoundOnOpening() throws IOException {
        byte[] bytes = bytes(small());
        for (int at = 8; at < bytes.length; at++) {
            byte[] flipped = bytes.clone();
            flipped[at] ^= (byte) (1 << (at % 8));
            assertThrows(SymbolSourceException.class, () -> read(flipped), "byte " + at);
        }
    }

    @Test
    void aSnapshotOfALaterVersionSaysSo() throws IOException {
        byte[] bytes = bytes(small());
        bytes[8] = 2;
        IOException e = assertThrows(SymbolSourceException.class, () -> read(bytes));
        assertTrue(e.getMessage().contains("format version 2"), e.getMessage());
    }

    @Test
    void aForgedSnapshotWithAValidChecksumNeverGivesAnotherException() throws IOException {
        byte[] bytes = bytes(small());
        Random random = new Random(42);
        for (int round = 0; round < 20_000; round++) {
            byte[] forged = bytes.clone();
            for (int i = 0; i <= random.nextInt(3); i++) {
                forged[8 + random.nextInt(bytes.length - 8)] = (byte) random.nextInt();
            }
            seal(forged);
            try {
                use(read(forged));
            } catch (SymbolSourceException e) {
                assertTrue(e.getMessage().startsWith("kernel.snapshot"), e.getMessage());
            } catch (UncheckedIOException e) {
                assertInstanceOf(SymbolSourceException.class, e.getCause());
            }
        }
    }

    private static void seal(byte[] file) {
        CRC32C sum = new CRC32C();
        sum.update(file, 0, 12);
        sum.update(file, 16, file.length - 16);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(12, (int) sum.getValue());
    }

    private static void use(KernelSnapshot snapshot) {
        for (String name : List.of("a", "b", "__ksymtab_a", "none")) {
            snapshot.symbols().find(name);
            snapshot.symbols().exported(name);
        }
        snapshot.symbols().nearest(-1);
        snapshot.symbols().nearest(0xffffffff81000010L);
        assertTrue(all(snapshot).size() <= 1 << 20);
        assertTrue(snapshot.config().size() < 100);
    }
}
