// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import static io.github.kolink.module.TestModule.A;
import static io.github.kolink.module.TestModule.AX;
import static io.github.kolink.module.TestModule.WA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.sun.management.ThreadMXBean;
import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.HeaderField;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.elf.ElfWriter.SectionField;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.finding.LinkException;
import io.github.kolink.finding.Verdict;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.TestModule;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a file claims costs nothing; only what it holds does. A link allocates at most {@value #PER_BYTE} bytes per byte of
 * the file and {@value #BASE} bytes beside it, and the image on top, which {@link ModuleLinker#MAX_IMAGE_SIZE} bounds.
 */
class HostileSizesTest {
    private static final long PER_BYTE = 64;
    private static final long BASE = 16L << 20;
    private static final Duration HANG = Duration.ofMinutes(3);
    private static final SyntheticArchitecture ARCHITECTURE = SyntheticArchitecture.little64();

    /** Links, and fails if more was allocated than stated. */
    private static Verdict link(byte[] file) {
        return assertTimeoutPreemptively(HANG, () -> {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            Mutants mutants = new Mutants(ARCHITECTURE);
            long before = threads.getCurrentThreadAllocatedBytes();
            Verdict verdict = mutants.link(file, "hostile");
            long used = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(used <= BASE + PER_BYTE * file.length, used + " bytes for a file of " + file.length);
            return verdict;
        });
    }

    private static ElfWriter small() {
        return TestModule.small(ARCHITECTURE.machine());
    }

    @TestFactory
    Stream<DynamicTest> sizesBeyondAnyMemoryAreRefused() {
        return Stream.of(
                        1L << 31,
                        1L << 32,
                        1L << 40,
                        1L << 60,
                        1L << 62,
                        Long.MAX_VALUE - 1,
                        Long.MAX_VALUE,
                        -1L,
                        -4096L)
                .map(size -> dynamicTest(
                        Long.toHexString(size),
                        () -> assertNotEquals(
                                Verdict.WOULD_LOAD,
                                link(small().with(".bss", SectionField.SH_SIZE, size)
                                        .write()))));
    }

    @TestFactory
    Stream<DynamicTest> alignmentsBeyondAnyMemoryAreRefused() {
        return Stream.of(1L << 31, 1L << 40, 1L << 62, 1L << 63)
                .map(alignment -> dynamicTest(Long.toHexString(alignment), () -> {
                    byte[] file = small().with(".data", SectionField.SH_ADDRALIGN, alignment)
                            .write();
                    assertEquals(List.of(FindingCode.MODULE_TOO_LARGE), codes(file));
                    assertEquals(Verdict.REFUSED, link(file));
                }));
    }

    private static List<FindingCode> codes(byte[] file) {
        Findings findings = new Findings();
        TestKernel.linker(ARCHITECTURE).layOut(KernelModule.of(ElfFile.parse("probe.ko", file)), findings);
        return findings.list().stream().map(finding -> finding.code()).toList();
    }

    @Test
    void sizesThatAddUpToLittleAreRefused() {
        ElfWriter elf = TestModule.bare(ARCHITECTURE.machine())
                .noBits(".bss", WA, 1, Long.MAX_VALUE)
                .noBits(".init.bss", WA, 1, Long.MAX_VALUE)
                .noBits(".data..percpu", WA, 1, 4096);
        assertEquals(List.of(FindingCode.MODULE_TOO_LARGE), codes(elf.write()));
        assertEquals(Verdict.REFUSED, link(elf.write()));
    }

    @TestFactory
    Stream<DynamicTest> everyFieldOfEverySectionMayClaimAnything() {
        List<DynamicTest> tests = new ArrayList<>();
        for (SectionField field : SectionField.values()) {
            tests.add(dynamicTest(field.name(), () -> {
                for (String section : List.of(
                        ".modinfo",
                        ".text",
                        ".data",
                        ".bss",
                        ".data..percpu",
                        ".rela.text",
                        ".symtab",
                        ".strtab",
                        ".shstrtab",
                        KernelModule.THIS_MODULE)) {
                    for (long value : new long[] {
                        0, 1, 3, 7, 0x7fff, 0xffff, 0x7fffffff, 0x80000000L, 0xffffffffL, 1L << 40, 1L << 60, -1
                    }) {
                        link(small().with(section, field, value).write());
                    }
                }
            }));
        }
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> everyFieldOfTheHeaderMayClaimAnything() {
        return Arrays.stream(HeaderField.values())
                .map(field -> dynamicTest(field.name(), () -> {
                    for (long value :
                            new long[] {0, 1, 64, 0xff00, 0xffff, 0x7fffffff, 0xffffffffL, 1L << 60, -1, -64}) {
                        link(small().with(field, value).write());
                        link(small().extendedNumbering().with(field, value).write());
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> theExtendedCountMayClaimAnything() {
        return Stream.of(1L << 16, 1L << 31, 1L << 32, 1L << 60, -1L)
                .map(count -> dynamicTest(
                        Long.toHexString(count),
                        () -> assertNotEquals(
                                Verdict.WOULD_LOAD,
                                link(small().extendedNumbering()
                                        .with("", SectionField.SH_SIZE, count)
                                        .write()))));
    }

    @TestFactory
    Stream<DynamicTest> relocationsMayPointAnywhere() {
        return Stream.of(-1L, -4L, 1L << 31, 1L << 60, Long.MIN_VALUE, 45L)
                .map(offset -> dynamicTest(Long.toHexString(offset), () -> {
                    ElfWriter elf = small();
                    elf.rela(".text", new Relocation(offset, 1, 3, 0), new Relocation(0, 0xffffffffL, 3, 0));
                    elf.rela(".text", new Relocation(0, 0x7fffffff, 1, -1), new Relocation(0, 1, 0xffffffffL, 0));
                    assertEquals(Verdict.UNDEFINED, link(elf.write()));
                }));
    }

    @Test
    void sectionsThatShareTheirBytesAreNotReadWithoutEnd() {
        ElfWriter elf = small();
        elf.section(".target", AX, new byte[64]);
        for (int i = 0; i < 20_000; i++) {
            elf.rela(".target");
        }
        byte[] file = elf.write();
        ByteBuffer headers = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int table = (int) headers.getLong(40);
        for (int at = table + 64; at + 64 <= file.length; at += 64) {
            if (headers.getInt(at + 4) == ElfConstants.SHT_RELA) {
                headers.putLong(at + 24, 64).putLong(at + 32, file.length - 64);
            }
        }
        assertEquals(Verdict.UNKNOWN, link(file));
        LinkException problem = org.junit.jupiter.api.Assertions.assertThrows(
                LinkException.class, () -> ElfFile.parse("probe.ko", file));
        assertEquals(
                FindingCode.EXTRA_SECTIONS_OVERLAP, problem.findings().get(0).code());
    }

    @Test
    void sectionNamesThatShareTheirBytesAreNotReadWithoutEnd() {
        ElfWriter elf = small().section("n".repeat(1 << 20), A, new byte[0]);
        for (int i = 0; i < 30_000; i++) {
            elf.section("s", 0, new byte[0]);
        }
        byte[] file = elf.write();
        long longName = ElfFile.parse("probe.ko", file).sections().stream()
                .filter(section -> section.type() == ElfConstants.SHT_PROGBITS
                        && section.name().isEmpty())
                .findFirst()
                .orElseThrow()
                .nameOffset();
        ByteBuffer headers = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int table = (int) headers.getLong(40);
        for (int i = 20; i < 30_000; i++) {
            headers.putInt(table + 64 * i, (int) longName + (1 << 20) - 4000 + i % 7);
        }
        assertEquals(Verdict.UNKNOWN, link(file));
    }

    @Test
    void symbolNamesThatShareTheirBytesAreNotReadWithoutEnd() {
        ElfWriter elf = small();
        String name = "y".repeat(1 << 20);
        elf.undefined(name);
        for (int i = 0; i < 60_000; i++) {
            elf.symbol("x", ".text", 0, ElfConstants.STB_GLOBAL, ElfConstants.STT_FUNC);
        }
        byte[] file = elf.write();
        KernelModule module = KernelModule.of(ElfFile.parse("probe.ko", file));
        int at = (int) module.file().sections().get(module.symbols().section()).offset();
        long longName = module.symbols().nameOffset(elf.symbolIndex(name));
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        for (int symbol = 20; symbol < module.symbols().count(); symbol++) {
            bytes.putInt(at + 24 * symbol, (int) longName + symbol % 100_000);
        }
        assertEquals(Verdict.REFUSED, link(file)); // the core tables would need 30 GiB
        for (int symbol = 20; symbol < module.symbols().count(); symbol++) {
            bytes.putShort(at + 24 * symbol + 6, (short) 0);
        }
        assertEquals(Verdict.UNDEFINED, link(file));
    }

    @Test
    void aLongModinfoIsReadInLinearTime() {
        String[] info = Collections.nCopies(100_000, "parm=").toArray(new String[0]);
        for (int i = 0; i < info.length; i++) {
            info[i] = (i % 2 == 0 ? "parm=p" : "alias=p") + i + ":x";
        }
        ElfWriter elf = TestModule.bare(ARCHITECTURE.machine(), info).section(".text", AX, new byte[16]);
        for (int i = 0; i < 50_000; i++) {
            elf.symbol("s" + i, ".text", 0, ElfConstants.STB_GLOBAL, ElfConstants.STT_FUNC);
        }
        assertEquals(Verdict.WOULD_LOAD, link(elf.write()));
    }

    @Test
    void wordsAboutALongNameAreCut() {
        ElfWriter elf = TestModule.withInfo(
                ARCHITECTURE.machine(), "name=" + "m".repeat(1 << 20), "license=" + "l".repeat(1 << 20));
        for (int i = 0; i < 3_000; i++) {
            elf.undefined("missing" + i);
        }
        byte[] file = elf.write();
        LinkResult result = TestKernel.linker(ARCHITECTURE)
                .link(KernelModule.of(ElfFile.parse("probe.ko", file)), TestKernel.addresses(ARCHITECTURE));
        assertEquals(Findings.KEPT_PER_CODE, result.findings().size());
        assertEquals(3_000 - Findings.KEPT_PER_CODE, result.dropped());
        result.findings().forEach(finding -> assertTrue(finding.kernelMessage().length() <= 4096));
        assertTimeoutPreemptively(HANG, () -> new Mutants(ARCHITECTURE).link(file));
    }

    @Test
    void manyExportsAmongManySectionsAreReadInLinearTime() {
        ElfWriter elf = small();
        for (int i = 0; i < 30_000; i++) {
            elf.section("s", 0, new byte[0]);
        }
        elf.section("__ksymtab_strings", A, TestModule.strings("exported"))
                .section("__kcrctab", A, new byte[4 * 20_000])
                .section("__ksymtab", WA, new byte[12 * 20_000])
                .symbol("name", "__ksymtab_strings", 0, 0, 0);
        List<Relocation> fields = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            fields.add(new Relocation(12L * i, 2, 3, 0));
            fields.add(new Relocation(12L * i + 4, elf.symbolIndex("name"), 3, 0));
        }
        elf.relocations("__ksymtab", true, fields);
        KernelModule module = TestModule.of(elf);
        assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> assertEquals(20_000, module.exports().size()));
        link(elf.write());
    }
}
