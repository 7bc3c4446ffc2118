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
import io.github.kolink.symbols.ReferenceModule;
import java.util.Arrays;

/** The readers of modules and of their parts: of whole files, or of one section of an otherwise good module. */
class ModuleFuzzTest {
    private static final class X86_64 {
        static final FuzzKernel KERNEL = FuzzKernel.of("x86_64");
        static final KernelModule HELLO =
                KernelModule.of(ElfFile.parse("hello.ko", FuzzKernel.resource("kernels/x86_64/hello.ko")));
        static final ElfMachine MACHINE = HELLO.file().machine();
        static final ReferenceModule REFERENCE = HELLO.reference().orElseThrow();
        static final byte[] VERSIONS = FuzzKernel.resource("ModuleFuzzTestInputs/versions/plain");
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

    /** A module that would load if what is missing here were good. */
    private static ElfWriter module(byte[] modinfo) {
        byte[] structModule =
                Arrays.copyOf(TestModule.structModule(X86_64.MACHINE, "probe"), X86_64.REFERENCE.structSize());
        return ElfWriter.of(X86_64.MACHINE)
                .section(".modinfo", TestModule.A, modinfo)
                .section(KernelModule.THIS_MODULE, 1, TestModule.WA, 8, structModule)
                .section(".text", TestModule.AX, new byte[16])
                .undefined("_printk")
                .undefined("kfree");
    }

    private static byte[] goodInfo() {
        return TestModule.strings("license=GPL", "vermagic=" + X86_64.REFERENCE.vermagic(), "name=probe");
    }

    @FuzzTest
    void modinfo(byte[] section) {
        byte[] file = module(section)
                .section(ModVersions.BASIC, TestModule.A, X86_64.VERSIONS)
                .write();
        X86_64.KERNEL.check(section, file);
    }

    @FuzzTest
    void versions(byte[] section) {
        byte[] file = module(goodInfo())
                .section(ModVersions.BASIC, TestModule.A, section)
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
        byte[] file = module(goodInfo())
                .section(ModVersions.EXTENDED_CRCS, TestModule.A, Arrays.copyOfRange(sections, 2, split))
                .section(ModVersions.EXTENDED_NAMES, TestModule.A, Arrays.copyOfRange(sections, split, sections.length))
                .write();
        X86_64.KERNEL.check(sections, file);
    }
}
