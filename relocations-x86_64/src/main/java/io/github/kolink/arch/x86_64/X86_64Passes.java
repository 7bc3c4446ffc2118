// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import io.github.kolink.finalise.FinalisePass;
import io.github.kolink.finalise.FtraceModuleInit;
import io.github.kolink.finalise.JumpLabelAddModule;
import io.github.kolink.finalise.SortExtable;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import java.util.List;

/** What is done to a relocated module, in the kernel's order ({@code module_finalize}, arch/x86/kernel/module.c 6.1). */
final class X86_64Passes {
    /** {@code struct alt_instr} has 32 bits of flags ("x86/alternatives: Add alt_instr.flags", 5d1dd961e743, 6.3). */
    private static final KernelFact WIDE_ALTERNATIVES = KernelFact.since("6.3");

    private static final String MITIGATIONS = "the mitigations in force";

    private X86_64Passes() {}

    static List<FinalisePass> of(KernelFacts facts) {
        return List.of(
                SortExtable.ofDistances(),
                new ApplyParavirt(),
                new SitePass("apply_retpolines", MITIGATIONS, ".retpoline_sites", Branch::near, new Retpolines()),
                new SitePass(
                        "apply_returns",
                        MITIGATIONS + ", x86_return_thunk",
                        ".return_sites",
                        Branch::near,
                        PatchedCode::isReturn),
                new ApplyAlternatives(facts.has(WIDE_ALTERNATIVES) ? 12 : 10),
                new CallThunks(),
                new SitePass(
                        "apply_seal_endbr",
                        "whether the CPU has IBT",
                        ".ibt_endbr_seal",
                        site -> 4,
                        PatchedCode::isEndbr),
                new SitePass(
                        "alternatives_smp_module_add",
                        "the number of CPUs",
                        ".smp_locks",
                        site -> 1,
                        PatchedCode::isLock),
                new UnwindModuleInit(),
                new FtraceModuleInit("__mcount_loc", Branch::idle),
                new JumpLabelAddModule(new Labels()),
                new StaticCallAddModule());
    }
}
