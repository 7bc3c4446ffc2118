// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.arm64;

import io.github.kolink.finalise.FinalisePass;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.SectionMemory;
import io.github.kolink.symbols.KernelSymbol;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code module_init_ftrace_plt} (arch/arm64/kernel/module.c 6.1): linkage entries to the kernel's tracers.
 *
 * <p>Writes {@code .text.ftrace_trampoline}, from 6.6 on {@code .init.text.ftrace_trampoline} too; needs the addresses of
 * {@code ftrace_caller} and, with two entries, {@code ftrace_regs_caller}, which the snapshot tells.
 */
final class ModuleInitFtracePlt implements FinalisePass {
    private static final List<String> SECTIONS = List.of(".text.ftrace_trampoline", ".init.text.ftrace_trampoline");

    @Override
    public String kernelFunction() {
        return "module_init_ftrace_plt";
    }

    @Override
    public void check(PlacedModule placed, KernelTarget target, Findings findings) {
        SECTIONS.stream()
                .filter(section -> isNeeded(section, target.facts()))
                .filter(section -> PltPlan.named(placed.sections(), section).isEmpty())
                .findFirst()
                .ifPresent(section -> findings.add(Finding.of(
                                FindingCode.PASS_SECTION_MISSING,
                                placed.module().name(),
                                "needs the section " + section + "; link with the kernel's scripts/module.lds")
                        .in(section)));
    }

    @Override
    public void run(PlacedModule placed, KernelTarget target, Findings findings) {
        List<String> tracers = Arm64Facts.ftraceEntries(target.facts()) == 2
                ? List.of("ftrace_caller", "ftrace_regs_caller")
                : List.of("ftrace_caller");
        for (String section : SECTIONS) {
            Optional<SectionMemory> memory =
                    PltPlan.named(placed.sections(), section).flatMap(header -> placed.memory(header.index()));
            if (memory.isPresent()) {
                fill(memory.get(), tracers, placed, target, findings);
            }
        }
    }

    /** The kernel refuses without a word. */
    private static boolean isNeeded(String section, KernelFacts facts) {
        return Arm64Facts.hasPlts(facts)
                && facts.has(Arm64Facts.DYNAMIC_FTRACE)
                && (section.equals(SECTIONS.get(0)) || facts.has(Arm64Facts.INIT_FTRACE_TRAMPOLINE_NEEDED));
    }

    private static void fill(
            SectionMemory memory, List<String> tracers, PlacedModule placed, KernelTarget target, Findings findings) {
        for (int slot = 0; slot < tracers.size(); slot++) {
            String tracer = tracers.get(slot);
            OptionalLong address = target.snapshot().symbols().find(tracer).stream()
                    .map(KernelSymbol::address)
                    .filter(OptionalLong::isPresent)
                    .findFirst()
                    .orElse(OptionalLong.empty());
            if (address.isPresent() && memory.holds((long) slot * PltTable.SLOT, PltTable.SLOT)) {
                PltTable.write(memory, slot, address.getAsLong());
            } else {
                findings.add(Finding.of(
                                FindingCode.PASS_NOT_APPLIED,
                                placed.module().name(),
                                "the linkage entry to a tracer is not filled in: the snapshot lacks its address")
                        .about(tracer));
            }
        }
    }
}
