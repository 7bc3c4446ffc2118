// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModVersions;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.module.TestModule;
import java.util.Arrays;

/** The readers of modules and of their parts: of whole files, or of one section of an otherwise good module. */
class ModuleFuzzTest {
    private static final class X86_64 {
        static final FuzzKernel KERNEL = FuzzKernel.of("x86_64");
        static final ElfMachine MACHINE = ElfMachine.claimedBy(FuzzKernel.resource("kernels/x86_64/hello.ko"))
                .orElseThrow();
    }

    @FuzzTest
    void elf(byte[] file) {
        Bounds.check(file, () -> told(ModuleFile.of("fuzz.ko", file)));
    }

    private static String told(ModuleFile file) {
        StringBuilder words = new StringBuilder();
        file.signature().ifPresent(words::append);
        ElfFile elf = file.elf();
        words.append(elf.sections());
        KernelModule module = KernelModule.of(elf);
        for (int i = 0; i < module.symbols().count(); i++) {
            words.append(module.symbols().name(i)).append(module.symbols().value(i));
        }
        return words.append(module.name())
                .append(module.info().entries())
                .append(module.info().depends())
                .append(module.info().parameters())
                .append(module.versions().all())
                .append(module.basicVersions().all())
                .append(module.exports())
                .append(module.imports())
                .append(module.relocationSections())
                .append(module.reference())
                .append(module.isLivepatch())
                .toString();
    }

    @FuzzTest
    void modinfo(byte[] section) {
        byte[] file = ElfWriter.of(X86_64.MACHINE)
                .section(".modinfo", TestModule.A, section)
                .section(
                        KernelModule.THIS_MODULE, 1, TestModule.WA, 8, TestModule.structModule(X86_64.MACHINE, "probe"))
                .undefined("_printk")
                .write();
        X86_64.KERNEL.check(section, file);
    }

    @FuzzTest
    void versions(byte[] section) {
        byte[] file = TestModule.bare(X86_64.MACHINE)
                .section(ModVersions.BASIC, TestModule.A, section)
                .undefined("_printk")
                .undefined("kfree")
                .write();
        X86_64.KERNEL.check(section, file);
    }

    /** The first two bytes say how long the CRCs are; the names follow them. */
    @FuzzTest
    void extendedVersions(byte[] sections) {
        if (sections.length < 2) {
            return;
        }
        int split = 2 + Math.min((sections[0] & 0xff) << 8 | sections[1] & 0xff, sections.length - 2);
        byte[] file = TestModule.bare(X86_64.MACHINE)
                .section(ModVersions.EXTENDED_CRCS, TestModule.A, Arrays.copyOfRange(sections, 2, split))
                .section(ModVersions.EXTENDED_NAMES, TestModule.A, Arrays.copyOfRange(sections, split, sections.length))
                .undefined("_printk")
                .undefined("kfree")
                .write();
        X86_64.KERNEL.check(sections, file);
    }
}
