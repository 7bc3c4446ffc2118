// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.m68k;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.finalise.FinalisePass;
import io.github.kolink.finalise.SortExtable;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.relocate.KernelMessages;
import io.github.kolink.relocate.MemoryModel;
import io.github.kolink.relocate.RelocationCatalogue;
import io.github.kolink.relocate.Relocator;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** The m68k plug-in. */
public final class M68kArchitecture implements Architecture {
    private static final int EM_68K = 4;
    private static final ElfMachine MACHINE = new ElfMachine(EM_68K, false, ByteOrder.BIG_ENDIAN);

    /**
     * Modules lie anywhere in the vmalloc area. Its start depends on the size of the memory, its end is fixed: 0xd0000000
     * on Amiga, Atari, Macintosh and most others, 0xdf000000 on the virtual machine (arch/m68k/include/asm/pgtable_mm.h
     * 6.1). So the last 64 MiB below 0xd0000000 are taken: they are in the area on all these machines, and hold ten times
     * what a machine of this family loads. No value that the kernel tests depends on the choice. Per-CPU data stays with
     * the module, as there is no SMP.
     */
    private static final MemoryModel MEMORY = new MemoryModel(4096, 0xcc000000L, 64L << 20, 0);

    private final RelocationCatalogue types = RelocationCatalogue.load(M68kArchitecture.class, "relocations.csv");
    private final KernelMessages messages = KernelMessages.load(M68kArchitecture.class, "kernel-messages.csv");

    /** Creates the plug-in; called by {@link java.util.ServiceLoader}. */
    public M68kArchitecture() {}

    @Override
    public String name() {
        return "m68k";
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
        return Set.of(M68kFacts.MMU, KernelFact.KALLSYMS, KernelFact.MODULE_UNLOAD);
    }

    @Override
    public boolean takes(int sectionType) {
        return sectionType == ElfConstants.SHT_REL || sectionType == ElfConstants.SHT_RELA;
    }

    @Override
    public boolean initialisesStructModule(String symbol) {
        return ModuleFixup.bounds(symbol);
    }

    @Override
    public Relocator relocator(PlacedModule placed, KernelFacts facts) {
        return new M68kRelocator(facts.has(M68kFacts.MODUTILS));
    }

    @Override
    public List<FinalisePass> passes(KernelFacts facts) {
        FinalisePass extable = SortExtable.ofAddresses32();
        return facts.has(M68kFacts.MMU) ? List.of(extable, new ModuleFixup()) : List.of(extable);
    }
}
