// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.sum;

import io.github.kolink.elf.ElfMachine;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.relocate.FieldRelocator;
import io.github.kolink.relocate.KernelMessages;
import io.github.kolink.relocate.MemoryModel;
import io.github.kolink.relocate.RelocationCatalogue;
import io.github.kolink.relocate.Relocator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** An architecture without what it does before layout and after relocation. */
record PlainArchitecture(Architecture whole) implements Architecture {
    @Override
    public String name() {
        return whole.name();
    }

    @Override
    public ElfMachine machine() {
        return whole.machine();
    }

    @Override
    public MemoryModel memoryModel(OptionalLong kernelText) {
        return whole.memoryModel(kernelText);
    }

    @Override
    public RelocationCatalogue types() {
        return whole.types();
    }

    @Override
    public KernelMessages messages() {
        return whole.messages();
    }

    @Override
    public Set<KernelFact> usualFacts() {
        return whole.usualFacts();
    }

    @Override
    public boolean takes(int sectionType) {
        return whole.takes(sectionType);
    }

    @Override
    public boolean ignoresUndefined(String symbol) {
        return whole.ignoresUndefined(symbol);
    }

    @Override
    public Relocator relocator(PlacedModule placed, KernelFacts facts) {
        return whole.relocator(placed, facts);
    }

    @Override
    public Optional<FieldRelocator> fieldRelocator(KernelFacts facts) {
        return whole.fieldRelocator(facts);
    }
}
