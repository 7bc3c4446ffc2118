// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

import static io.github.kolink.module.TestModule.A;
import static io.github.kolink.module.TestModule.AX;
import static io.github.kolink.module.TestModule.INIT_AT;
import static io.github.kolink.module.TestModule.WA;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.SyntheticArchitecture;
import io.github.kolink.link.TestKernel;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.TestModule;
import java.util.ArrayList;
import java.util.List;

/** Modules that have something in every class of memory, for tests that load them. */
public final class LoadableModule {
    public static final SyntheticArchitecture ARCHITECTURE = SyntheticArchitecture.little64();

    private LoadableModule() {}

    /** A module with init and exit, one export and some imports of functions. */
    public static ElfWriter writer(String name, String export, String... imports) {
        ElfWriter elf = plain(name, true);
        byte[] strings = TestModule.strings("", export);
        elf.section("__ksymtab_strings", A, strings)
                .section("__ksymtab", ElfConstants.SHT_PROGBITS, A, 4, new byte[12])
                .symbol("strings", "__ksymtab_strings", 0, ElfConstants.STB_LOCAL, ElfConstants.STT_SECTION)
                .symbol(export, ".text", 32, ElfConstants.STB_GLOBAL, ElfConstants.STT_FUNC);
        int type = SyntheticArchitecture.REL32;
        elf.rela(
                "__ksymtab",
                new Relocation(0, elf.symbolIndex(export), type, 0),
                new Relocation(4, elf.symbolIndex("strings"), type, 1),
                new Relocation(8, elf.symbolIndex("strings"), type, 0));
        return importing(elf, imports);
    }

    private static ElfWriter importing(ElfWriter elf, String... imports) {
        List<Relocation> calls = new ArrayList<>();
        for (String name : imports) {
            elf.undefined(name);
            calls.add(new Relocation(4L * calls.size(), elf.symbolIndex(name), SyntheticArchitecture.REL32, -4));
        }
        return elf.relocations(".text", true, calls);
    }

    private static ElfWriter plain(String name, boolean exit) {
        ElfWriter elf = TestModule.withInfo(
                        ARCHITECTURE.machine(), "name=" + name, "license=GPL", "parmtype=count:int", "parmtype=on:bool")
                .section(".text", ElfConstants.SHT_PROGBITS, AX, 16, new byte[48])
                .section(".init.text", ElfConstants.SHT_PROGBITS, AX, 16, new byte[16])
                .section(".init.data", ElfConstants.SHT_PROGBITS, WA, 8, new byte[16])
                .section(".rodata", ElfConstants.SHT_PROGBITS, A, 8, new byte[24])
                .section(".data..ro_after_init", ElfConstants.SHT_PROGBITS, WA, 8, new byte[8])
                .section(".data..percpu", ElfConstants.SHT_PROGBITS, WA, 8, new byte[16])
                .symbol("init_module", ".init.text", 0, ElfConstants.STB_GLOBAL, ElfConstants.STT_FUNC);
        if (exit) {
            elf.symbol("cleanup_module", ".text", 16, ElfConstants.STB_GLOBAL, ElfConstants.STT_FUNC);
        }
        return elf.rela(
                KernelModule.THIS_MODULE,
                new Relocation(INIT_AT, elf.symbolIndex("init_module"), SyntheticArchitecture.WORD, 0));
    }

    /** The module of {@link #writer}. */
    public static KernelModule of(String name, String export, String... imports) {
        return TestModule.of(writer(name, export, imports));
    }

    /** A module without exit, which stays. */
    public static KernelModule permanent(String name) {
        return TestModule.of(plain(name, false));
    }

    /** Links for loading into the kernel of {@link TestKernel#SYMBOLS}. */
    public static ModuleLinker linker() {
        ModuleLinker linker = TestKernel.linker(ARCHITECTURE);
        return new ModuleLinker(linker.target(), ARCHITECTURE, new LoadLayout());
    }

    /** A simulated kernel of the same symbols. */
    public static SimulatedKernel kernel(boolean memoryTypes) {
        return new SimulatedKernel(linker().memoryModel(), memoryTypes, linker().target()::exports);
    }
}
