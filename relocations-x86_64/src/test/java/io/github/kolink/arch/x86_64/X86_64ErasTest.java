// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import static io.github.kolink.relocate.RelocationOutcome.APPLIED_OUT_OF_RANGE;
import static io.github.kolink.relocate.RelocationOutcome.OVERFLOW;
import static io.github.kolink.relocate.RelocationOutcome.TARGET_NOT_ZERO;
import static io.github.kolink.relocate.RelocationOutcome.UNKNOWN_TYPE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.layout.LayoutPlan;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.SectionMemory;
import io.github.kolink.module.KernelModule;
import io.github.kolink.relocate.KernelMessages;
import io.github.kolink.relocate.RelocationOutcome;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What changed in 6.3: the order of the tests, what the message prints, and its words. */
final class X86_64ErasTest {
    private static final X86_64Architecture X86_64 = new X86_64Architecture();
    private static final long ADDRESS = 0xffffffffc0000000L;

    private record Report(RelocationOutcome outcome, long value) {}

    private static List<Report> relocate(String release, int type, long s, long a, byte[] section) {
        ElfFile file = ElfWriter.of(X86_64.machine())
                .section(".text", 0, section)
                .rela(".text", new Relocation(0, 1, type, a))
                .parse("eras.ko");
        List<Report> reports = new ArrayList<>();
        PlacedModule placed = new PlacedModule(
                KernelModule.of(file),
                new ModuleLayout(file.sections(), List.of(), Map.of(), LayoutPlan.NONE),
                new RegionAddresses(Map.of(), Map.of()));
        X86_64.relocator(placed, facts(release))
                .apply(
                        file.relocations(file.sections().get(2)),
                        new long[] {0, s},
                        new SectionMemory(section, 0, section.length, ADDRESS, ByteOrder.LITTLE_ENDIAN),
                        (entry, outcome, value) -> reports.add(new Report(outcome, value)));
        return reports;
    }

    private static KernelFacts facts(String release) {
        return KernelFacts.of(release, X86_64.usualFacts());
    }

    @ParameterizedTest
    @CsvSource({"6.1, 10, 0", "6.2, 11, 0", "6.3, 10, 5", "6.12, 11, 5", "7.0, 10, 5"})
    void anOverflowIsWrittenBeforeItIsRefusedUpTo62(String release, int type, byte first) {
        byte[] section = new byte[4];
        List<Report> reports = relocate(release, type, 0x1_0000_0005L, 0, section);
        assertEquals(List.of(new Report(OVERFLOW, 0x1_0000_0005L)), reports);
        assertArrayEquals(new byte[] {(byte) (5 - first), 0, 0, 0}, section);
    }

    @ParameterizedTest
    @CsvSource({"6.1, TARGET_NOT_ZERO", "6.3, OVERFLOW"})
    void ofTwoReasonsTheFirstTestCounts(String release, RelocationOutcome outcome) {
        byte[] section = {0, 1, 0, 0};
        assertEquals(List.of(new Report(outcome, 1L << 40)), relocate(release, 10, 1L << 40, 0, section));
        assertArrayEquals(new byte[] {0, 1, 0, 0}, section);
    }

    @ParameterizedTest
    @CsvSource({
        "6.1, 2, 0",
        "6.1, 4, 0",
        "6.1, 24, 0",
        "6.3, 2, 1",
        "6.3, 4, 1",
        "6.3, 24, 1",
        "6.3, 1, 0",
        "6.3, 11, 0"
    })
    void aRefusedFieldPrintsTheAddressUpTo62AndTheDistanceLater(String release, int type, int p) {
        long s = 0xffffffff81000000L;
        List<Report> reports = relocate(release, type, s, -4, new byte[] {1, 0, 0, 0, 0, 0, 0, 0});
        assertEquals(List.of(new Report(TARGET_NOT_ZERO, s - 4 - p * ADDRESS)), reports);
    }

    @ParameterizedTest
    @CsvSource({"6.1, 2", "6.1, 4", "6.3, 2", "6.3, 4"})
    void aCutBranchIsReportedWithItsDistance(String release, int type) {
        byte[] section = new byte[4];
        List<Report> reports = relocate(release, type, ADDRESS + 0x10, (1L << 33) - 4, section);
        assertEquals(List.of(new Report(APPLIED_OUT_OF_RANGE, (1L << 33) + 12)), reports);
        assertArrayEquals(new byte[] {12, 0, 0, 0}, section);
    }

    @Test
    void wordsOfSixOne() {
        assertEquals(
                "module: x86/modules: Skipping invalid relocation target, existing value is nonzero for type 1, loc %p,"
                        + " val ffffffffc0000010",
                line(TARGET_NOT_ZERO, "6.1", 1));
        assertEquals(
                "module: overflow in relocation type 11 val ffffffffc0000010\n"
                        + "module: `foo' likely not compiled with -mcmodel=kernel",
                line(OVERFLOW, "6.1", 11));
        assertEquals("module: foo: Unknown rela relocation: 42", line(UNKNOWN_TYPE, "6.1", 42));
        assertEquals("module: foo: Unknown rela relocation: 4294967295", line(UNKNOWN_TYPE, "6.1", -1));
    }

    @Test
    void fromSixThreeOnNothingIsSkipped() {
        String line = "module: x86/modules: Invalid relocation target, existing value is nonzero for type 2, loc %p,"
                + " val ffffffffc0000010";
        assertEquals(line, line(TARGET_NOT_ZERO, "6.3", 2));
        assertEquals(line, line(TARGET_NOT_ZERO, "6.12.107-amd64", 2));
        assertEquals(line(OVERFLOW, "6.1", 10), line(OVERFLOW, "6.3", 10));
    }

    @Test
    void fromSevenThreeOnThePlaceIsTold() {
        assertEquals(
                "module: x86/modules: Invalid relocation target, existing value is nonzero for sec 12, idx 3, type 2, loc"
                        + " ffffffffc0001234, val ffffffffc0000010",
                line(TARGET_NOT_ZERO, "7.3.4+deb13-amd64", 2));
        assertEquals(
                "module: overflow in relocation type 10 val ffffffffc0000010 sec 12 idx 3\n"
                        + "module: `foo' likely not compiled with -mcmodel=kernel",
                line(OVERFLOW, "7.3.4+deb13-amd64", 10));
    }

    private static final KernelMessages.Place PLACE = new KernelMessages.Place(12, 3, 0xffffffffc0001234L);

    private static String line(RelocationOutcome outcome, String release, int type) {
        return X86_64.messages().line(outcome, facts(release), "foo", type, 0xffffffffc0000010L, PLACE);
    }

    @Test
    void onlyTheAssemblersSymbolMayBeMissing() {
        assertTrue(X86_64.ignoresUndefined("_GLOBAL_OFFSET_TABLE_"));
        assertFalse(X86_64.ignoresUndefined("_GLOBAL_OFFSET_TABLE"));
        assertFalse(X86_64.ignoresUndefined("printk"));
    }

    @Test
    void onlyAddendsInTheTableAreTaken() {
        assertTrue(X86_64.takes(4));
        assertFalse(X86_64.takes(9));
    }

    @Test
    void theRangeOfADistanceEndsWhereTheFieldDoes() {
        assertEquals(
                List.of("APPLIED_OUT_OF_RANGE", "APPLIED", "APPLIED", "APPLIED_OUT_OF_RANGE"),
                Stream.of(-(1L << 31) - 1, -(1L << 31), (1L << 31) - 1, 1L << 31)
                        .map(x -> relocate("6.1", 2, ADDRESS + x, 0, new byte[4]))
                        .map(reports -> reports.isEmpty()
                                ? "APPLIED"
                                : reports.get(0).outcome().name())
                        .toList());
    }
}
