// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.arm64;

import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import java.util.Set;

/** What changes how an arm64 kernel lays out and relocates a module. */
final class Arm64Facts {
    /** Branches may go through linkage entries; an option up to 6.4. */
    static final KernelFact MODULE_PLTS = KernelFact.config("CONFIG_ARM64_MODULE_PLTS");
    /** Linkage entries became a part of every kernel (arch/arm64/Kconfig 6.5: the option is gone). */
    static final KernelFact MODULE_PLTS_ALWAYS = KernelFact.since("6.5");
    /** Up to 6.4 entries are counted for branches only with it, because modules lie near the kernel without it. */
    static final KernelFact RANDOMIZE_BASE = KernelFact.config("CONFIG_RANDOMIZE_BASE");
    /** The workaround for the erratum is built in. */
    static final KernelFact WORKAROUND_843419 = KernelFact.config("CONFIG_ARM64_ERRATUM_843419");
    /** The CPUs have Cortex-A53 erratum 843419. No file of the kernel tells: the caller must. */
    static final KernelFact ERRATUM_843419 = KernelFact.cpu("843419");
    /** Functions can be traced. */
    static final KernelFact DYNAMIC_FTRACE = KernelFact.config("CONFIG_DYNAMIC_FTRACE");
    /** Tracers can see all registers, through an entry of their own; an option up to 6.1. */
    static final KernelFact DYNAMIC_FTRACE_WITH_REGS = KernelFact.config("CONFIG_DYNAMIC_FTRACE_WITH_REGS");
    /** One entry serves all tracers ({@code NR_FTRACE_PLTS}, arch/arm64/include/asm/ftrace.h 6.2); before there are two. */
    static final KernelFact FTRACE_ONE_ENTRY = KernelFact.since("6.2");
    /**
     * Init code has its own entries for tracers: "arm64: ftrace: fix unreachable PLT for ftrace_caller in init_module with
     * CONFIG_DYNAMIC_FTRACE", a7ed7b9d0ebb, 6.17, and in the stable releases from 6.6 on. Which stable release does not
     * matter: only modules built for such a kernel have the section.
     */
    static final KernelFact INIT_FTRACE_TRAMPOLINE = KernelFact.since("6.6");

    /**
     * A module without {@code .init.text.ftrace_trampoline} is refused (arch/arm64/kernel/module.c 6.12.107 and 7.3; which
     * stable release of before was the first is not known).
     */
    static final KernelFact INIT_FTRACE_TRAMPOLINE_NEEDED = KernelFact.since("6.17", "6.12.107");

    /** Stock kernels: arch/arm64/configs/defconfig and Debian 6.1. */
    static final Set<KernelFact> USUAL = Set.of(
            KernelFact.SMP,
            KernelFact.STRICT_MODULE_RWX,
            KernelFact.KALLSYMS,
            KernelFact.MODULE_UNLOAD,
            MODULE_PLTS,
            RANDOMIZE_BASE,
            WORKAROUND_843419,
            DYNAMIC_FTRACE,
            DYNAMIC_FTRACE_WITH_REGS);

    private Arm64Facts() {}

    /** Whether branches that do not reach go through linkage entries; without, they are refused. */
    static boolean hasPlts(KernelFacts facts) {
        return facts.has(MODULE_PLTS) || facts.has(MODULE_PLTS_ALWAYS);
    }

    /** Whether branches are grouped, sorted and counted before layout. */
    static boolean countsBranches(KernelFacts facts) {
        return facts.has(RANDOMIZE_BASE) || facts.has(MODULE_PLTS_ALWAYS);
    }

    /** Whether ADRP is kept away from the last two words of a page. */
    static boolean worksAround843419(KernelFacts facts) {
        return facts.has(WORKAROUND_843419) && facts.has(ERRATUM_843419);
    }

    /** Entries in {@code .text.ftrace_trampoline}; 6.1 makes two whether or not it uses the second. */
    static int ftraceEntries(KernelFacts facts) {
        return facts.has(FTRACE_ONE_ENTRY) ? 1 : 2;
    }
}
