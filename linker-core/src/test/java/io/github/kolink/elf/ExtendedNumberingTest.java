// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.github.kolink.elf.ElfWriter.HeaderField;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Verdict;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.SyntheticArchitecture;
import io.github.kolink.link.TestKernel;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.TestModule;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files with more sections than a signed or an unsigned 16-bit number counts. */
class ExtendedNumberingTest {
    private static final SyntheticArchitecture ARCHITECTURE = SyntheticArchitecture.little64();
    private static final long BYTES_PER_SECTION = 4096;
    private static final Duration HANG = Duration.ofMinutes(2);

    private static ElfWriter many(int count) {
        ElfWriter elf = TestModule.bare(ARCHITECTURE.machine());
        for (int i = 3; i < count - 5; i++) {
            elf.section("s" + i, 0, new byte[0]);
        }
        elf.section("last", TestModule.WA, new byte[] {1, 2, 3, 4});
        elf.symbol("in_last", "last", 2, ElfConstants.STB_GLOBAL, ElfConstants.STT_OBJECT);
        return elf.rela("last", new Relocation(0, 1, 2, 0));
    }

    @Test
    void thirtyThreeThousandSectionsLoad() {
        ElfFile file = many(33_000).parse("probe.ko");
        assertFalse(file.header().extendedNumbering());
        assertTrue(file.sections().size() > 32_990, "" + file.sections().size());
        LinkResult result =
                TestKernel.linker(ARCHITECTURE).link(KernelModule.of(file), TestKernel.addresses(ARCHITECTURE));
        assertEquals(Verdict.WOULD_LOAD, result.verdict(), result.findings().toString());
        assertEquals(1, result.relocations().total());
    }

    @ParameterizedTest
    @ValueSource(ints = {65_300, 70_000})
    void moreSectionsAreReadButNotLoaded(int count) {
        byte[] bytes = many(count).write();
        assertTimeoutPreemptively(HANG, () -> {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            ElfFile file = ElfFile.parse("probe.ko", bytes);
            SectionHeader last = file.section("last").orElseThrow();
            SymbolTable symbols = file.symbols();
            int symbol = symbols.indexOf("in_last");
            assertEquals(last.index(), symbols.definingSection(symbol));
            assertEquals(last.index() >= 0xff00 ? 0xffff : last.index(), symbols.rawSectionIndex(symbol));
            assertEquals(3, file.contents(last).get((int) symbols.value(symbol)));
            assertEquals(0, file.header().rawSectionCount());
            assertTrue(file.header().extendedNumbering());

            LinkResult result =
                    TestKernel.linker(ARCHITECTURE).link(KernelModule.of(file), TestKernel.addresses(ARCHITECTURE));
            assertEquals(Verdict.REFUSED, result.verdict());
            assertEquals(
                    FindingCode.ELF_EXTENDED_NUMBERING, result.findings().get(0).code());
            assertEquals(
                    "Invalid ELF section name index: 65535 || e_shstrndx (65535) >= e_shnum (0)",
                    result.findings().get(0).kernelMessage());
            long used = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(used < BYTES_PER_SECTION * count, used + " bytes");
        });
    }

    @Test
    void aCountOfReservedNumbersInTheHeaderIsWhatTheKernelReads() {
        // 65,300 fits e_shnum, although the specification wants it in section 0; the symbol's index is then no SHN_
        // one.
        ElfWriter elf = TestModule.bare(ARCHITECTURE.machine()).section("relocated", TestModule.WA, new byte[4]);
        for (int i = 0; i < 65_300; i++) {
            elf.section("s", 0, new byte[1]);
        }
        elf.rawSymbol("reserved", 0xff05, 0, 0, 0x10, 0).rela("relocated", new Relocation(0, 1, 2, 0));
        int count = elf.parse("probe.ko").sections().size();
        byte[] bytes = elf.with("", ElfWriter.SectionField.SH_SIZE, 0)
                .with("", ElfWriter.SectionField.SH_LINK, 0)
                .with(HeaderField.E_SHNUM, count)
                .with(HeaderField.E_SHSTRNDX, count - 1L)
                .write();
        ElfFile file = ElfFile.parse("probe.ko", bytes);
        LinkResult result =
                TestKernel.linker(ARCHITECTURE).link(KernelModule.of(file), TestKernel.addresses(ARCHITECTURE));
        assertEquals(
                1,
                result.findings().stream()
                        .filter(finding -> finding.code() == FindingCode.EXTRA_RELOC_UNLOADED_SECTION)
                        .count(),
                result.findings().toString());
    }
}
