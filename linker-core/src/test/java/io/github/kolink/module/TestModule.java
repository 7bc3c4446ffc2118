// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.link.SyntheticArchitecture;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Small modules for tests. */
public final class TestModule {
    public static final long A = ElfConstants.SHF_ALLOC;
    public static final long AX = A | ElfConstants.SHF_EXECINSTR;
    public static final long WA = A | ElfConstants.SHF_WRITE;

    /** Where {@code struct module} points to init [bytes into it]; behind the name, however short the structure is here. */
    public static final int INIT_AT = 56;

    private TestModule() {}

    /** A {@code struct module} of 64 bytes with a name, whose end would be behind the structure's. */
    public static byte[] structModule(ElfMachine machine, String name) {
        byte[] bytes = new byte[64];
        byte[] text = name.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(text, 0, bytes, machine.is64() ? 24 : 12, Math.min(text.length, INIT_AT - 24 - 1));
        return bytes;
    }

    /** The least that makes a module: {@code .modinfo} with a name and a license, and {@code struct module}. */
    public static ElfWriter bare(ElfMachine machine, String... more) {
        String[] info = new String[more.length + 2];
        info[0] = "name=probe";
        info[1] = "license=GPL";
        System.arraycopy(more, 0, info, 2, more.length);
        return withInfo(machine, info);
    }

    /** As {@link #bare}, with all of {@code .modinfo} given. */
    public static ElfWriter withInfo(ElfMachine machine, String... info) {
        String name = Arrays.stream(info)
                .filter(entry -> entry.startsWith("name="))
                .map(entry -> entry.substring("name=".length()))
                .findFirst()
                .orElse("probe");
        return ElfWriter.of(machine)
                .section(".modinfo", A, strings(info))
                .section(KernelModule.THIS_MODULE, ElfConstants.SHT_PROGBITS, WA, 8, structModule(machine, name));
    }

    /** A module with code, data, init part, per-CPU data and relocations that the test architecture applies. */
    public static ElfWriter small(ElfMachine machine) {
        return small(machine, 1, 3);
    }

    /** The same with the types of another architecture: a full word and a 32-bit distance. */
    public static ElfWriter small(ElfMachine machine, int word, int distance) {
        boolean rela = machine.machine() != SyntheticArchitecture.BIG32;
        ElfWriter elf = bare(machine)
                .section(".text", ElfConstants.SHT_PROGBITS, AX, 16, new byte[48])
                .section(".init.text", ElfConstants.SHT_PROGBITS, AX, 16, new byte[16])
                .section(".rodata", ElfConstants.SHT_PROGBITS, A, 8, new byte[24])
                .section(".data", ElfConstants.SHT_PROGBITS, WA, 8, new byte[32])
                .section(".data..percpu", ElfConstants.SHT_PROGBITS, WA, 8, new byte[16])
                .noBits(".bss", WA, 32, 100)
                .section(".comment", 0, strings("made by hand"))
                .symbol("", ".text", 0, ElfConstants.STB_LOCAL, ElfConstants.STT_SECTION)
                .symbol("helper", ".text", 16, ElfConstants.STB_LOCAL, ElfConstants.STT_FUNC)
                .symbol("init_module", ".init.text", 0, ElfConstants.STB_GLOBAL, ElfConstants.STT_FUNC)
                .symbol("state", ".data", 8, ElfConstants.STB_GLOBAL, ElfConstants.STT_OBJECT)
                .symbol("per_cpu_state", ".data..percpu", 0, ElfConstants.STB_GLOBAL, ElfConstants.STT_OBJECT)
                .symbol("__this_module", KernelModule.THIS_MODULE, 0, ElfConstants.STB_GLOBAL, 1)
                .undefined("do_it")
                .undefined("counter");
        return elf.relocations(
                        ".text",
                        rela,
                        java.util.List.of(
                                new Relocation(4, elf.symbolIndex("do_it"), distance, -4),
                                new Relocation(12, elf.symbolIndex("helper"), distance, -4)))
                .relocations(
                        ".data",
                        rela,
                        java.util.List.of(
                                new Relocation(0, elf.symbolIndex("counter"), word, 0),
                                new Relocation(8, elf.symbolIndex("state"), word, 8)))
                .relocations(
                        ".init.text",
                        rela,
                        java.util.List.of(new Relocation(4, elf.symbolIndex("do_it"), distance, -4)))
                .relocations(
                        KernelModule.THIS_MODULE,
                        rela,
                        java.util.List.of(new Relocation(INIT_AT, elf.symbolIndex("init_module"), word, 0)))
                .relocations(".comment", rela, java.util.List.of(new Relocation(0, elf.symbolIndex("state"), word, 0)));
    }

    /** Strings, each ended by NUL. */
    public static byte[] strings(String... texts) {
        return (String.join("\0", texts) + "\0").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The module of a file. */
    public static KernelModule of(ElfWriter elf) {
        return KernelModule.of(elf.parse("probe.ko"));
    }
}
