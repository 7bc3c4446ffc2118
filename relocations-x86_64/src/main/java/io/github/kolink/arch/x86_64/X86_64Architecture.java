// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.finalise.FinalisePass;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.relocate.FieldRelocator;
import io.github.kolink.relocate.KernelMessages;
import io.github.kolink.relocate.MemoryModel;
import io.github.kolink.relocate.RelocationCatalogue;
import io.github.kolink.relocate.Relocator;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The x86_64 plug-in. */
public final class X86_64Architecture implements Architecture {
    private static final int EM_X86_64 = 62;
    private static final ElfMachine MACHINE = new ElfMachine(EM_X86_64, true, ByteOrder.LITTLE_ENDIAN);

    /** The range test comes before the test of the field, and PC-relative types print X (arch/x86/kernel/module.c 6.3). */
    private static final KernelFact RANGE_FIRST = KernelFact.since("6.3");

    /**
     * {@code MODULES_VADDR} up to {@code MODULES_END} with CONFIG_RANDOMIZE_BASE (arch/x86/include/asm/pgtable_64_types.h
     * 6.1). Per-CPU data is addressed by its offset into each CPU's area; the offset is a round one behind the kernel's
     * own.
     */
    private static final MemoryModel MEMORY = new MemoryModel(4096, 0xffffffffc0000000L, 1008L << 20, 0x20000);

    private final RelocationCatalogue types = RelocationCatalogue.load(X86_64Architecture.class, "relocations.csv");
    private final KernelMessages messages = KernelMessages.load(X86_64Architecture.class, "kernel-messages.csv");

    /** Creates the plug-in; called by {@link java.util.ServiceLoader}. */
    public X86_64Architecture() {}

    @Override
    public String name() {
        return "x86_64";
    }

    @Override
    public ElfMachine machine() {
        return MACHINE;
    }

    @Override
    public MemoryModel memoryModel(OptionalLong kernelText) {
        return MEMORY;
    }

    @Override
    public RelocationCatalogue types() {
        return types;
    }

    @Override
    public KernelMessages messages() {
        return messages;
    }

    @Override
    public Set<KernelFact> usualFacts() {
        return Set.of(
                KernelFact.SMP,
                KernelFact.STRICT_MODULE_RWX,
                KernelFact.KALLSYMS,
                KernelFact.KALLSYMS_ALL,
                KernelFact.MODULE_UNLOAD);
    }

    @Override
    public boolean takes(int sectionType) {
        return sectionType == ElfConstants.SHT_RELA;
    }

    /**
     * {@inheritDoc}
     *
     * <p>The assembler adds {@code _GLOBAL_OFFSET_TABLE_} to some objects that never use it ({@code
     * ignore_undef_symbol}, kernel/module/main.c).
     */
    @Override
    public boolean ignoresUndefined(String symbol) {
        return symbol.equals("_GLOBAL_OFFSET_TABLE_");
    }

    /** The start of the vmalloc area (Documentation/x86/x86_64/mm.rst 6.1): no value of 32 bits reaches it. */
    @Override
    public long temporaryCopy() {
        return 0xffffc90000000000L;
    }

    @Override
    public OptionalLong branchReach(KernelFacts facts) {
        return OptionalLong.of(1L << 31);
    }

    @Override
    public Relocator relocator(PlacedModule placed, KernelFacts facts) {
        return new X86_64Relocator(facts.has(RANGE_FIRST));
    }

    @Override
    public Optional<FieldRelocator> fieldRelocator(KernelFacts facts) {
        return Optional.of(new X86_64Relocator(facts.has(RANGE_FIRST)));
    }

    @Override
    public List<FinalisePass> passes(KernelFacts facts) {
        return X86_64Passes.of(facts);
    }
}
