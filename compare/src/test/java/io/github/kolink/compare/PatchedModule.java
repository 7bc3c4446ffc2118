// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import static io.github.kolink.module.TestModule.A;
import static io.github.kolink.module.TestModule.AX;
import static io.github.kolink.module.TestModule.WA;

import io.github.kolink.arch.x86_64.X86_64Architecture;
import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.link.TestKernel;
import io.github.kolink.module.TestModule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A module with one entry in each table by which the kernel patches, 16 bytes of code for each, from 0x40 on. */
final class PatchedModule {
    static final int CALL_SITE = 0x40;
    static final int PARAVIRT = 0x50;
    static final int RETPOLINE = 0x60;
    static final int RETURN = 0x70;
    static final int ALTERNATIVE = 0x80;
    static final int ENDBR = 0x90;
    static final int LOCK = 0xa0;
    static final int LABEL = 0xb0;
    static final int STATIC_CALL = 0xc0;
    /** A branch of a key that is the module's own. */
    static final int OWN_LABEL = 0xd0;

    /** A kernel with what this module asks for, and what it may be patched with. */
    static final String[] SYMBOLS = Stream.concat(
                    Arrays.stream(TestKernel.SYMBOLS),
                    Stream.of(
                            "ffffffff81000300 T __x86_indirect_thunk_rax",
                            "ffffffff81000400 T srso_return_thunk",
                            "ffffffff81900018 r __ksymtab___x86_indirect_thunk_rax"))
            .toArray(String[]::new);

    private static final int REPLACEMENT = 0xe0;
    private static final int CODE_SIZE = 0x100;
    private static final int ABS64 = 1;
    private static final int PC32 = 2;
    private static final int PC64 = 24;

    /** One trampoline, and eight bytes that only look like one. */
    private static final byte[] TRAMPOLINES = {
        (byte) 0xe9, 0, 0, 0, 0, 0x0f, (byte) 0xb9, (byte) 0xcc, (byte) 0xe9, 0, 0, 0, 0, 0x0f, (byte) 0xb9, 0
    };

    private PatchedModule() {}

    static byte[] bytes() {
        byte[] code = new byte[CODE_SIZE];
        code[CALL_SITE] = (byte) 0xe8;
        code[RETPOLINE] = (byte) 0xe8;
        code[RETURN] = (byte) 0xe9;
        code[LABEL] = (byte) 0xe9;
        code[STATIC_CALL] = (byte) 0xe8;
        code[OWN_LABEL] = (byte) 0x66;
        code[OWN_LABEL + 1] = (byte) 0x90;
        Arrays.fill(code, ALTERNATIVE, ALTERNATIVE + 4, (byte) 0x90);
        code[REPLACEMENT] = 0x0f; // clac
        code[REPLACEMENT + 1] = 0x01;
        code[REPLACEMENT + 2] = (byte) 0xca;
        byte[] alternative = new byte[12];
        alternative[10] = 4;
        alternative[11] = 3;
        byte[] paravirt = new byte[16];
        paravirt[9] = 7;
        ElfWriter elf = TestModule.bare(new X86_64Architecture().machine())
                .section(".text", ElfConstants.SHT_PROGBITS, AX, 16, code)
                .section(".rodata", ElfConstants.SHT_PROGBITS, A, 8, new byte[32])
                .section(".data", ElfConstants.SHT_PROGBITS, WA, 8, new byte[64])
                .section("__mcount_loc", ElfConstants.SHT_PROGBITS, A, 8, new byte[8])
                .section(".parainstructions", ElfConstants.SHT_PROGBITS, A, 8, paravirt)
                .section(".retpoline_sites", ElfConstants.SHT_PROGBITS, A, 4, new byte[4])
                .section(".return_sites", ElfConstants.SHT_PROGBITS, A, 4, new byte[4])
                .section(".altinstructions", ElfConstants.SHT_PROGBITS, A, 1, alternative)
                .section(".ibt_endbr_seal", ElfConstants.SHT_PROGBITS, A, 4, new byte[4])
                .section(".smp_locks", ElfConstants.SHT_PROGBITS, A, 4, new byte[4])
                .section("__jump_table", ElfConstants.SHT_PROGBITS, WA, 8, new byte[32])
                .section(".static_call_sites", ElfConstants.SHT_PROGBITS, WA, 4, new byte[8])
                .section(".static_call.text", ElfConstants.SHT_PROGBITS, AX, 4, TRAMPOLINES)
                .section(".comment", 0, TestModule.strings("not loaded"))
                .symbol("code", ".text", 0, ElfConstants.STB_LOCAL, ElfConstants.STT_OBJECT)
                .symbol("note", ".comment", 2, ElfConstants.STB_LOCAL, ElfConstants.STT_OBJECT)
                .symbol("probe", ".text", 0x20, ElfConstants.STB_GLOBAL, ElfConstants.STT_FUNC)
                .symbol("state", ".data", 8, ElfConstants.STB_GLOBAL, ElfConstants.STT_OBJECT)
                .undefined("do_it")
                .undefined("counter")
                .undefined("__x86_indirect_thunk_rax");
        int base = elf.symbolIndex("code");
        int foreign = elf.symbolIndex("do_it");
        int key = elf.symbolIndex("counter");
        List<Relocation> calls = new ArrayList<>();
        for (int site : new int[] {CALL_SITE, RETURN, LABEL, STATIC_CALL}) {
            calls.add(new Relocation(site + 1, foreign, PC32, -4));
        }
        calls.add(new Relocation(RETPOLINE + 1, elf.symbolIndex("__x86_indirect_thunk_rax"), PC32, -4));
        return elf.rela(".text", calls.toArray(new Relocation[0]))
                .rela(".data", new Relocation(16, key, ABS64, 0))
                .rela("__mcount_loc", new Relocation(0, base, ABS64, CALL_SITE))
                .rela(".parainstructions", new Relocation(0, base, ABS64, PARAVIRT))
                .rela(".retpoline_sites", new Relocation(0, base, PC32, RETPOLINE))
                .rela(".return_sites", new Relocation(0, base, PC32, RETURN))
                .rela(
                        ".altinstructions",
                        new Relocation(0, base, PC32, ALTERNATIVE),
                        new Relocation(4, base, PC32, REPLACEMENT))
                .rela(".ibt_endbr_seal", new Relocation(0, base, PC32, ENDBR))
                .rela(".smp_locks", new Relocation(0, base, PC32, LOCK))
                .rela(
                        "__jump_table",
                        new Relocation(0, base, PC32, LABEL),
                        new Relocation(4, base, PC32, LABEL + 8),
                        new Relocation(8, key, PC64, 0),
                        new Relocation(16, base, PC32, OWN_LABEL),
                        new Relocation(20, base, PC32, OWN_LABEL + 8),
                        new Relocation(24, elf.symbolIndex("state"), PC64, 24))
                .rela(".static_call_sites", new Relocation(0, base, PC32, STATIC_CALL), new Relocation(4, key, PC32, 0))
                .write();
    }
}
