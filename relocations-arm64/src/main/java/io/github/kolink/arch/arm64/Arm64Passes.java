// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.arm64;

import io.github.kolink.finalise.FinalisePass;
import io.github.kolink.finalise.FtraceModuleInit;
import io.github.kolink.finalise.JumpLabelAddModule;
import io.github.kolink.finalise.SortExtable;
import io.github.kolink.layout.SectionMemory;
import java.util.List;

/** What is done to a relocated module, in the kernel's order ({@code module_finalize}, arch/arm64/kernel/module.c 6.1). */
final class Arm64Passes {
    private static final int NOP = 0xd503201f;
    private static final int MOV_X9_X30 = 0xaa1e03e9;

    static final List<FinalisePass> ALL = List.of(
            SortExtable.ofDistances(),
            new ApplyAlternativesModule(),
            new ModuleInitFtracePlt(),
            new FtraceModuleInit("__patchable_function_entries", Arm64Passes::idle),
            new JumpLabelAddModule(new Labels()));

    private Arm64Passes() {}

    /** Keeps the return address for a tracer that may come later ({@code ftrace_init_nop}, arch/arm64/kernel/ftrace.c 6.1). */
    private static boolean idle(SectionMemory code, long offset) {
        if (!code.holds(offset, Instruction.SIZE) || code.getLittle32(offset) != NOP) {
            return false;
        }
        code.putLittle32(offset, MOV_X9_X30);
        return true;
    }
}
