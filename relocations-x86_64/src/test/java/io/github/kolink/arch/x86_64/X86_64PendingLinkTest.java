// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.ModuleTree;
import io.github.kolink.link.TestKernel;
import io.github.kolink.module.ModuleSearch;
import io.github.kolink.module.TestModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel's look at the field sees must not depend on when a field is written. */
class X86_64PendingLinkTest {
    private static final X86_64Architecture ARCHITECTURE = new X86_64Architecture();
    private static final int TEXT = 64;
    private static final int SYMBOL_SIZE = 24;
    private static final int ST_VALUE = 8;

    @TempDir
    Path folder;

    private List<String> link(boolean images) throws IOException {
        List<String> told = new ArrayList<>();
        ModuleTree tree = new ModuleTree(TestKernel.linker(ARCHITECTURE), ModuleSearch.below(folder));
        (images ? tree : tree.withoutImages()).link(new ModuleTree.Listener() {
            @Override
            public void progress(int done, int total) {}

            @Override
            public void linked(Path file, LinkResult result) {
                told.add(file.getFileName() + " "
                        + result.findings().stream()
                                .map(finding -> finding.code() + " " + finding.section() + " " + finding.offset())
                                .toList());
            }

            @Override
            public void unreadable(Path file, IOException problem) {
                told.add(file + " " + problem);
            }
        });
        return told;
    }

    private ElfWriter user() throws IOException {
        return TestModule.withInfo(ARCHITECTURE.machine(), "name=a", "license=GPL")
                .section(".text", TestModule.AX, new byte[TEXT])
                .undefined("z")
                .symbol("nothing", ".text", 0, ElfConstants.STB_GLOBAL, ElfConstants.STT_FUNC);
    }

    private void writeProvider() throws IOException {
        ElfWriter provider = TestModule.withInfo(ARCHITECTURE.machine(), "name=z", "license=GPL")
                .section(".text", TestModule.AX, new byte[TEXT])
                .section("__ksymtab_strings", TestModule.A, TestModule.strings("z"))
                .section("__ksymtab", TestModule.WA, new byte[12])
                .symbol("z", ".text", 9, ElfConstants.STB_GLOBAL, ElfConstants.STT_FUNC)
                .symbol("names", "__ksymtab_strings", 0, 0, 0);
        provider.rela(
                "__ksymtab",
                new Relocation(0, provider.symbolIndex("z"), X86_64RelocationTypes.R_X86_64_PC32, 0),
                new Relocation(4, provider.symbolIndex("names"), X86_64RelocationTypes.R_X86_64_PC32, 0));
        Files.write(folder.resolve("z.ko"), provider.write());
    }

    private void assertSame(String told) throws IOException {
        List<String> with = link(true);
        assertEquals(told, with.get(0));
        assertEquals(with, link(false));
    }

    @Test
    void aFieldThatIsInUseIsRefused() throws IOException {
        ElfWriter elf = user();
        long z = elf.symbolIndex("z");
        // The second entry finds what the first one has written, which with a stand-in might be zero.
        elf.rela(
                ".text",
                new Relocation(0, z, X86_64RelocationTypes.R_X86_64_64, 0),
                new Relocation(7, z, X86_64RelocationTypes.R_X86_64_PC32, 0));
        Files.write(folder.resolve("a.ko"), elf.write());
        writeProvider();
        assertSame("a.ko [" + FindingCode.RELOC_TARGET_NOT_ZERO + " .text OptionalLong[7]]");
    }

    @Test
    void aFieldAmongTheSymbolsSeesTheirValues() throws IOException {
        ElfWriter elf = user();
        // From st_other to the lowest byte of st_value, which in a stand-in is zero.
        long at = elf.symbolIndex("z") * SYMBOL_SIZE + ST_VALUE - 3;
        elf.rela(".text", new Relocation(0, elf.symbolIndex("z"), X86_64RelocationTypes.R_X86_64_PC32, 0));
        elf.rela(".modinfo", new Relocation(at, elf.symbolIndex("nothing"), X86_64RelocationTypes.R_X86_64_PC32, 0));
        elf.with(
                ".rela.modinfo",
                ElfWriter.SectionField.SH_INFO,
                elf.parse("a.ko").symbols().section());
        Files.write(folder.resolve("a.ko"), elf.write());
        writeProvider();
        assertSame("a.ko [" + FindingCode.RELOC_TARGET_NOT_ZERO + " .symtab OptionalLong[" + at + "]]");
    }
}
