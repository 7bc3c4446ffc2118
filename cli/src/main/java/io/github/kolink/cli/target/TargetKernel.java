// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.target;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.LayoutRules;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.ModuleTree;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.symbols.KernelSnapshot;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kernel of a command line. */
public final class TargetKernel {

    private TargetKernel() {}

    /**
     * A linker for the snapshot's kernel with the facts that the options set.
     *
     * @param snapshot the kernel
     * @param architecture of the modules
     * @param options the facts they set
     * @param modutils whether to apply what only modutils applied
     * @param variables contents of kernel variables, by name
     * @return the linker
     */
    public static ModuleLinker linker(
            KernelSnapshot snapshot,
            Architecture architecture,
            KernelOptions options,
            boolean modutils,
            Map<String, Long> variables) {
        KernelFacts facts = KernelFacts.of(snapshot, architecture.usualFacts());
        for (String release : options.generation()) {
            facts = facts.asRelease(release);
        }
        for (String erratum : options.errata()) {
            facts = facts.with(KernelFact.cpu(erratum), true);
        }
        if (modutils) {
            facts = facts.with(KernelFact.request("modutils"), true);
        }
        return new ModuleLinker(new KernelTarget(snapshot, facts, variables), architecture, LayoutRules.of(facts));
    }

    /**
     * The architecture the snapshot names; if it names none, that of the first module that says one.
     *
     * @param snapshot the kernel
     * @param files modules
     * @return the architecture
     * @throws Failure if this kolink does not have it
     */
    public static Architecture architecture(KernelSnapshot snapshot, List<Path> files) {
        return architecture(snapshot).orElseGet(() -> architecture(files));
    }

    /**
     * The architecture the snapshot names.
     *
     * @param snapshot the kernel
     * @return empty if it names none
     * @throws Failure if this kolink does not have it
     */
    public static Optional<Architecture> architecture(KernelSnapshot snapshot) {
        Optional<String> name = snapshot.architecture();
        if (name.isEmpty()) {
            return Optional.empty();
        }
        List<Architecture> known = Architecture.all();
        for (Architecture each : known) {
            if (each.unameMachine().equals(name.get())) {
                return Optional.of(each);
            }
        }
        throw unsupported("of architecture " + name.get(), known);
    }

    /**
     * The architecture of the first module that says one; any if none does, as it makes no difference then.
     *
     * @param files modules
     * @return the architecture
     * @throws Failure if this kolink does not have it
     */
    public static Architecture architecture(List<Path> files) {
        List<Architecture> known = Architecture.all();
        Optional<ElfMachine> modules = ModuleTree.machine(files);
        if (modules.isPresent()) {
            return Architecture.of(modules.get())
                    .orElseThrow(
                            () -> unsupported("of e_machine " + modules.get().machine(), known));
        }
        return known.stream()
                .min(Comparator.comparing(Architecture::name))
                .orElseThrow(() -> unsupported("of any architecture", known));
    }

    private static Failure unsupported(String what, List<Architecture> known) {
        return new Failure(
                ExitCode.UNKNOWN,
                "modules " + what + " are not supported; this kolink has: "
                        + String.join(
                                ", ",
                                known.stream().map(Architecture::name).sorted().toList()));
    }
}
