// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel;

import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.KernelSymbol;
import io.github.kolink.symbols.ReferenceModule;
import io.github.kolink.symbols.structure.StructModule;
import java.util.Map;
import java.util.Optional;

/**
 * The kernel a module is linked for.
 *
 * @param snapshot its symbols
 * @param facts what changes its loader's behaviour
 * @param variables contents of kernel variables that finalisation reads, by name; what is missing is reported, not
 *     guessed
 * @param structModule the kernel's {@code struct module}; empty if no input tells it
 */
public record KernelTarget(
        KernelSnapshot snapshot, KernelFacts facts, Map<String, Long> variables, Optional<StructModule> structModule) {
    /**
     * A kernel whose {@code struct module} is as its own BTF has it, else as the snapshot's reference module has it, if
     * there is one.
     *
     * @param snapshot its symbols
     * @param facts what changes its loader's behaviour
     * @param variables contents of kernel variables
     */
    public KernelTarget(KernelSnapshot snapshot, KernelFacts facts, Map<String, Long> variables) {
        this(snapshot, facts, variables, structModule(snapshot));
    }

    private static Optional<StructModule> structModule(KernelSnapshot snapshot) {
        Optional<ReferenceModule> reference = snapshot.system().reference();
        return snapshot.structModule().isPresent() || reference.isEmpty()
                ? snapshot.structModule()
                : shape(reference.get());
    }

    private static Optional<StructModule> shape(ReferenceModule module) {
        return module.initOffset().isPresent() && module.exitOffset().isPresent()
                ? Optional.of(new StructModule(
                        module.structSize(),
                        module.initOffset().getAsInt(),
                        module.exitOffset().getAsInt()))
                : Optional.empty();
    }

    /**
     * The same kernel with its {@code struct module} known.
     *
     * @param known size and offsets
     * @return a new target
     */
    public KernelTarget with(StructModule known) {
        return new KernelTarget(snapshot, facts, variables, Optional.of(known));
    }

    /**
     * Whether the kernel itself exports a name, rather than a module that was loaded when the snapshot was taken.
     *
     * @param name of a symbol
     * @return true if it does
     */
    public boolean exports(String name) {
        Optional<KernelSymbol> symbol = snapshot.symbols().exported(name);
        return symbol.isPresent() && symbol.get().owner().isEmpty();
    }
}
