// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import static io.github.kolink.module.TestModule.A;
import static io.github.kolink.module.TestModule.AX;
import static io.github.kolink.module.TestModule.WA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.finalise.Stage;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.link.LoadRules;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.SequentialAddresses;
import io.github.kolink.link.TestKernel;
import io.github.kolink.module.TestModule;
import io.github.kolink.resolve.ModuleExports;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the passes make of small tables. */
class X86_64PassesTest {
    private static final X86_64Architecture X86_64 = new X86_64Architecture();
    private static final int ABS64 = 1;
    private static final int PC32 = 2;
    private static final int PC64 = 24;

    private static ElfWriter module(byte[] text) {
        return TestModule.bare(X86_64.machine())
                .section(".text", ElfConstants.SHT_PROGBITS, AX, 16, text)
                .section(".init.text", ElfConstants.SHT_PROGBITS, AX, 16, new byte[16])
                .section(".data", ElfConstants.SHT_PROGBITS, WA, 8, new byte[64])
                .symbol("code", ".text", 0, ElfConstants.STB_LOCAL, ElfConstants.STT_OBJECT)
                .symbol("setup", ".init.text", 0, ElfConstants.STB_LOCAL, ElfConstants.STT_OBJECT)
                .symbol("keys", ".data", 0, ElfConstants.STB_LOCAL, ElfConstants.STT_OBJECT);
    }

    private static LinkResult link(ElfWriter elf, Stage stage) {
        ModuleLinker linker = TestKernel.linker(X86_64);
        return linker.link(
                TestModule.of(elf), TestKernel.addresses(X86_64), new ModuleExports(), Optional.empty(), stage);
    }

    private static ByteBuffer section(LinkedImage image, String name) {
        int index = image.module().allocated(name).orElseThrow().index();
        return ByteBuffer.wrap(image.bytes(index)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static long address(LinkedImage image, String name) {
        return image.address(image.module().allocated(name).orElseThrow().index());
    }

    /** Distances of a table as offsets into .text. */
    private static List<Long> targets(LinkedImage image, String table, int entrySize, int field) {
        ByteBuffer bytes = section(image, table);
        List<Long> targets = new ArrayList<>();
        for (int at = field; at < bytes.capacity(); at += entrySize) {
            targets.add(address(image, table) + at + bytes.getInt(at) - address(image, ".text"));
        }
        return targets;
    }

    @Test
    void unwindTablesAreSortedInStepAndTerminatorsComeFirst() {
        // 0x30 is a terminator (register 0, not the last frame) and an entry; their order is by that alone.
        ByteBuffer orc = ByteBuffer.allocate(4 * 6).order(ByteOrder.LITTLE_ENDIAN);
        int[] flags = {0x5, 0x5, 0x0, 0x5};
        for (int entry = 0; entry < 4; entry++) {
            orc.putShort(entry * 6, (short) (entry + 1)).putShort(entry * 6 + 4, (short) flags[entry]);
        }
        ElfWriter elf = module(new byte[64])
                .section(".orc_unwind_ip", ElfConstants.SHT_PROGBITS, A, 4, new byte[16])
                .section(".orc_unwind", ElfConstants.SHT_PROGBITS, A, 2, orc.array());
        int code = elf.symbolIndex("code");
        elf.rela(
                ".orc_unwind_ip",
                new Relocation(0, code, PC32, 0x30),
                new Relocation(4, code, PC32, 0x10),
                new Relocation(8, code, PC32, 0x30),
                new Relocation(12, code, PC32, 0x20));
        LinkedImage image = link(elf, Stage.FINAL).image().orElseThrow();
        assertEquals(List.of(0x10L, 0x20L, 0x30L, 0x30L), targets(image, ".orc_unwind_ip", 4, 0));
        ByteBuffer sorted = section(image, ".orc_unwind");
        assertEquals(
                List.of(2, 4, 3, 1),
                List.of((int) sorted.getShort(0), (int) sorted.getShort(6), (int) sorted.getShort(12), (int)
                        sorted.getShort(18)));
    }

    @Test
    void anUnsortedExceptionTableKeepsItsTargets() {
        ElfWriter elf = module(new byte[64]).section("__ex_table", ElfConstants.SHT_PROGBITS, A, 4, new byte[24]);
        int code = elf.symbolIndex("code");
        elf.rela(
                "__ex_table",
                new Relocation(0, code, PC32, 0x20),
                new Relocation(4, code, PC32, 0x28),
                new Relocation(12, code, PC32, 0x10),
                new Relocation(16, code, PC32, 0x18));
        LinkedImage image = link(elf, Stage.FINAL).image().orElseThrow();
        assertEquals(List.of(0x10L, 0x20L), targets(image, "__ex_table", 12, 0));
        assertEquals(List.of(0x18L, 0x28L), targets(image, "__ex_table", 12, 4));
        assertEquals(
                List.of(0x20L, 0x10L),
                targets(link(elf, Stage.RELOCATED).image().orElseThrow(), "__ex_table", 12, 0));
    }

    @Test
    void jumpEntriesAreSortedByKeyThenCodeMarkedAndFoundByTheirKey() {
        byte[] table = new byte[48];
        ElfWriter elf = module(new byte[64]).section("__jump_table", ElfConstants.SHT_PROGBITS, WA, 8, table);
        int code = elf.symbolIndex("code");
        int setup = elf.symbolIndex("setup");
        int keys = elf.symbolIndex("keys");
        elf.rela(
                "__jump_table",
                // Key 0x10 in init code; key 0 twice, with the flags the compiler leaves: 2 (cleared) and 1 (kept).
                new Relocation(0, setup, PC32, 4),
                new Relocation(4, setup, PC32, 8),
                new Relocation(8, keys, PC64, 0x10),
                new Relocation(16, code, PC32, 0x20),
                new Relocation(20, code, PC32, 0x30),
                new Relocation(24, keys, PC64, 2),
                new Relocation(32, code, PC32, 0x10),
                new Relocation(36, code, PC32, 0x30),
                new Relocation(40, keys, PC64, 1));
        LinkedImage image = link(elf, Stage.FINAL).image().orElseThrow();
        assertEquals(0x10L, targets(image, "__jump_table", 16, 0).get(0));
        assertEquals(0x20L, targets(image, "__jump_table", 16, 0).get(1));
        ByteBuffer sorted = section(image, "__jump_table");
        long start = address(image, "__jump_table");
        long data = address(image, ".data");
        assertEquals(data + 1, start + 8 + sorted.getLong(8));
        assertEquals(data, start + 24 + sorted.getLong(24));
        assertEquals(data + 0x10 + 2, start + 40 + sorted.getLong(40));
        ByteBuffer written = section(image, ".data");
        assertEquals(start, written.getLong(8));
        assertEquals(start + 32, written.getLong(0x18));
    }

    private static ElfWriter traced(int... sites) {
        byte[] text = new byte[64];
        text[0x10] = (byte) 0xe8;
        text[0x28] = (byte) 0xe8;
        ElfWriter elf =
                module(text).section("__mcount_loc", ElfConstants.SHT_PROGBITS, A, 8, new byte[8 * sites.length]);
        List<Relocation> list = new ArrayList<>();
        for (int site : sites) {
            list.add(new Relocation(8L * list.size(), elf.symbolIndex("code"), ABS64, site));
        }
        return elf.rela("__mcount_loc", list.toArray(new Relocation[0]));
    }

    @Test
    void callSitesAreSortedAndBecomeNops() {
        LinkedImage image = link(traced(0x28, 0x10), Stage.FINAL).image().orElseThrow();
        long text = address(image, ".text");
        assertEquals(text + 0x10, section(image, "__mcount_loc").getLong(0));
        assertEquals(text + 0x28, section(image, "__mcount_loc").getLong(8));
        assertEquals(0x0000441f0fL, section(image, ".text").getLong(0x10));
        assertEquals(0x0000441f0fL, section(image, ".text").getLong(0x28));
    }

    @Test
    void aCallSiteThatIsNoneIsTold() {
        assertTrue(link(traced(0x10, 0x20), Stage.FINAL).findings().stream()
                .map(Finding::code)
                .anyMatch(FindingCode.PASS_COMPLAINS::equals));
    }

    @Test
    void theUsualLinkRunsNoneOfThem() {
        LinkedImage image = link(traced(0x10), Stage.LINKED).image().orElseThrow();
        assertEquals(0xe8, section(image, ".text").get(0x10) & 0xff);
    }

    private static List<FindingCode> codes(ElfWriter elf) {
        LoadRules asking = new LoadRules() {};
        ModuleLinker linker = TestKernel.linker(X86_64).asking(asking);
        return linker.link(TestModule.of(elf), TestKernel.addresses(X86_64)).findings().stream()
                .map(Finding::code)
                .toList();
    }

    private static ElfWriter sites(String section, long target) {
        ElfWriter elf = module(new byte[64]).section(section, ElfConstants.SHT_PROGBITS, A, 1, new byte[4]);
        return elf.rela(section, new Relocation(0, elf.symbolIndex("code"), PC32, target));
    }

    @Test
    void aSiteOutsideTheModuleIsReadByTheKernel() {
        for (String section : List.of(".retpoline_sites", ".return_sites")) {
            assertEquals(List.of(), codes(sites(section, 0x10)));
            assertEquals(List.of(FindingCode.PASS_TARGET_OUTSIDE), codes(sites(section, 1 << 28)));
        }
        // Only looked at by CPUs with IBT.
        assertEquals(List.of(), codes(sites(".ibt_endbr_seal", 1 << 28)));
    }

    @Test
    void aStructureOutsideTheModuleIsWrittenByTheKernel() {
        for (String table : List.of("___srcu_struct_ptrs", "_ftrace_events")) {
            for (long offset : List.of(0L, 1L << 32)) {
                ElfWriter elf = module(new byte[64]).section(table, ElfConstants.SHT_PROGBITS, A, 8, new byte[8]);
                elf.rela(table, new Relocation(0, elf.symbolIndex("keys"), ABS64, offset));
                assertEquals(offset == 0 ? List.of() : List.of(FindingCode.PASS_TARGET_OUTSIDE), codes(elf), table);
            }
        }
        ElfWriter paravirt =
                module(new byte[64]).section(".parainstructions", ElfConstants.SHT_PROGBITS, A, 8, new byte[16]);
        paravirt.rela(".parainstructions", new Relocation(0, paravirt.symbolIndex("code"), ABS64, 1L << 32));
        assertEquals(List.of(FindingCode.PASS_TARGET_OUTSIDE), codes(paravirt));
    }

    @Test
    void unwindTablesOfDifferentLength() {
        ElfWriter few = module(new byte[16])
                .section(".orc_unwind_ip", ElfConstants.SHT_PROGBITS, A, 4, new byte[8])
                .section(".orc_unwind", ElfConstants.SHT_PROGBITS, A, 2, new byte[6]);
        assertEquals(List.of(FindingCode.PASS_TABLE_DAMAGED), codes(few));
        ElfWriter many = module(new byte[16])
                .section(".orc_unwind_ip", ElfConstants.SHT_PROGBITS, A, 4, new byte[8])
                .section(".orc_unwind", ElfConstants.SHT_PROGBITS, A, 2, new byte[18]);
        assertEquals(List.of(FindingCode.PASS_COMPLAINS), codes(many));
    }

    @Test
    void codeOutOfReachIsTold() {
        ModuleLinker linker = TestKernel.linker(X86_64);
        LinkResult far = linker.link(
                TestModule.of(module(new byte[16])), new SequentialAddresses(0xffff888000000000L, 4096, 0x20000));
        Finding finding = far.findings().get(0);
        assertEquals(FindingCode.EXTRA_PLACE_OUT_OF_REACH, finding.code());
        assertTrue(finding.detail().endsWith("a branch reaches 2048 MiB"), finding.detail());
    }
}
