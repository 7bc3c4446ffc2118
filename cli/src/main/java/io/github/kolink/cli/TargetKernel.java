// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

import io.github.kolink.elf.ElfMachine;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.LayoutRules;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.ModuleTree;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kernel of a command line. */
final class TargetKernel {
    private static final int CLASS_AT = 4;
    private static final int DATA_AT = 5;
    private static final int MACHINE_AT = 18;

    private TargetKernel() {}

    /** A linker for the snapshot's kernel with the facts that the options set. */
    static ModuleLinker linker(
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

    /** The architecture the snapshot names; if it names none, that of the first module that can be read, or seems to. */
    static Architecture architecture(KernelSnapshot snapshot, List<Path> files) {
        Optional<ElfMachine> modules = ModuleTree.machine(files);
        List<Architecture> known = Architecture.all().stream()
                .sorted(Comparator.comparing(Architecture::name))
                .toList();
        if (snapshot.architecture().isPresent()) {
            String name = snapshot.architecture().get();
            return known.stream()
                    .filter(architecture -> machineName(architecture).equals(name))
                    .findFirst()
                    .orElseThrow(() -> unsupported("of architecture " + name, known));
        }
        if (modules.isPresent()) {
            return Architecture.of(modules.get())
                    .orElseThrow(
                            () -> unsupported("of e_machine " + modules.get().machine(), known));
        }
        // Nothing says which, and no module is sound. If none even looks like one, it makes no difference.
        return files.stream()
                .flatMap(file -> known.stream().filter(architecture -> resembles(file, architecture.machine())))
                .findFirst()
                .or(() -> known.stream().findFirst())
                .orElseThrow(() -> unsupported("of any architecture", known));
    }

    /** Whether a file that is no sound ELF file begins like one of this machine. */
    private static boolean resembles(Path file, ElfMachine machine) {
        try {
            ByteBuffer header = ByteBuffer.wrap(ModuleFile.read(file).bytes()).order(machine.order());
            return header.limit() >= MACHINE_AT + 2
                    && header.get(CLASS_AT) == (machine.is64() ? 2 : 1)
                    && header.get(DATA_AT) == (machine.order() == ByteOrder.LITTLE_ENDIAN ? 1 : 2)
                    && (header.getShort(MACHINE_AT) & 0xffff) == machine.machine();
        } catch (IOException e) {
            return false; // told when it is linked
        }
    }

    /** As {@code uname -m} prints it. */
    private static String machineName(Architecture architecture) {
        return architecture.name().equals("arm64") ? "aarch64" : architecture.name();
    }

    private static Failure unsupported(String what, List<Architecture> known) {
        return new Failure(
                ExitCode.UNKNOWN,
                "modules " + what + " are not supported; this kolink has: "
                        + String.join(
                                ", ", known.stream().map(Architecture::name).toList()));
    }
}
