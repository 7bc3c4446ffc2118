// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.resolved;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.kolink.elf.ElfWriter;
import io.github.kolink.link.SyntheticArchitecture;
import io.github.kolink.link.TestKernel;
import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import io.github.kolink.load.LoadableModule;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.module.ModuleImport;
import io.github.kolink.module.TestModule;
import io.github.kolink.symbols.KernelSymbolTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResolvedFileTest {
    private static final KernelSymbolTable KERNEL = TestKernel.kallsyms(
                    "ffffffff81000100 T do_it",
                    "ffffffff81900000 r __ksymtab_do_it",
                    "ffffffff81000200 t hidden",
                    "ffffffff81000300 t twice",
                    "ffffffff81000400 t twice",
                    "ffffffffc0000000 t theirs\t[other]",
                    "ffffffffc0000010 r __ksymtab_theirs\t[other]")
            .symbols();

    private static ModuleFile signed(byte[] elf) throws IOException {
        byte[] marker = "~Module signature appended~\n".getBytes(StandardCharsets.US_ASCII);
        byte[] file = Arrays.copyOf(elf, elf.length + 4 + 12 + marker.length);
        file[elf.length + 4 + 2] = 2;
        file[elf.length + 4 + 11] = 4;
        System.arraycopy(marker, 0, file, elf.length + 16, marker.length);
        return ModuleFile.of("probe.ko", file);
    }

    @Test
    void twoFieldsOfEachKernelExportAreWritten() throws IOException {
        ElfWriter elf = LoadableModule.writer("probe", "helper", "do_it", "theirs", "unknown");
        ModuleFile file = signed(elf.write());
        assertEquals(true, file.signature().isPresent());
        ResolvedFile resolved = ResolvedFile.of(file, new SnapshotImports(KERNEL));
        assertEquals(List.of("do_it"), resolved.absolute());
        assertEquals(List.of("theirs", "unknown"), resolved.left());
        byte[] after = resolved.copy();
        KernelModule module = KernelModule.of(io.github.kolink.elf.ElfFile.parse("probe.ko", after));
        int symbol = elf.symbolIndex("do_it");
        assertEquals(0xfff1, module.symbols().rawSectionIndex(symbol));
        assertEquals(0xffffffff81000100L, module.symbols().value(symbol));
        assertEquals(0, module.symbols().rawSectionIndex(elf.symbolIndex("theirs")));
        int at = (int) module.file().sections().get(module.symbols().section()).offset() + 24 * symbol;
        Arrays.fill(after, at + 6, at + 16, (byte) 0);
        assertArrayEquals(elf.write(), after, "nothing else, and no signature");
    }

    @Test
    void bigEndianFilesOf32BitsToo() throws IOException {
        ElfWriter elf = TestModule.small(SyntheticArchitecture.big32().machine());
        ResolvedFile resolved = ResolvedFile.of(
                ModuleFile.of("probe.ko", elf.write()),
                imported -> imported.name().equals("counter") ? OptionalLong.of(0x12345678) : OptionalLong.empty());
        KernelModule module = KernelModule.of(io.github.kolink.elf.ElfFile.parse("probe.ko", resolved.copy()));
        assertEquals(0x12345678, module.symbols().value(elf.symbolIndex("counter")));
        assertEquals(0xfff1, module.symbols().rawSectionIndex(elf.symbolIndex("counter")));
    }

    private static Errno refusal(ImportRule rule, String name) {
        return assertThrows(LoadException.class, () -> rule.address(new ModuleImport(1, name, false)))
                .errno()
                .orElseThrow();
    }

    @Test
    void theStubGetsWhatIsNotExportedAndUnique() {
        ImportRule rule = new StubImports(KERNEL, Set.of("printk"));
        assertEquals(OptionalLong.of(0xffffffff81000200L), rule.address(new ModuleImport(1, "hidden", false)));
        assertFalse(rule.address(new ModuleImport(1, "do_it", false)).isPresent(), "exported");
        assertFalse(rule.address(new ModuleImport(1, "printk", false)).isPresent(), "exported, says modpost");
        assertFalse(rule.address(new ModuleImport(1, "modules", true)).isPresent(), "weak");
        assertEquals(Errno.ENOENT, refusal(rule, "missing"));
        assertEquals(Errno.ENOENT, refusal(rule, "twice"));
        ImportRule blind = new StubImports(
                TestKernel.kallsyms("0000000000000000 T hidden", "ffffffff81000000 T _text")
                        .symbols(),
                Set.of());
        assertEquals(Errno.EPERM, refusal(blind, "hidden"));
    }
}
