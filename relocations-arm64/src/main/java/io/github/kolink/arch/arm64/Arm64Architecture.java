// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.arm64;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.finalise.FinalisePass;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.layout.LayoutPlan;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.module.KernelModule;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.relocate.KernelMessages;
import io.github.kolink.relocate.MemoryModel;
import io.github.kolink.relocate.RelocationCatalogue;
import io.github.kolink.relocate.Relocator;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** The arm64 plug-in: little-endian kernels, 4 KiB pages. */
public final class Arm64Architecture implements Architecture {
    private static final int EM_AARCH64 = 183;
    private static final int PAGE_SIZE = 4096;
    private static final long DEFAULT_TEXT = 0xffff800008000000L;
    private static final long AREA_SIZE = 64L << 20;
    private static final long PERCPU_STAND_IN = 0xffff800009800000L;

    private final RelocationCatalogue types = RelocationCatalogue.load(Arm64Architecture.class, "relocations.csv");
    private final KernelMessages messages = KernelMessages.load(Arm64Architecture.class, "kernel-messages.csv");

    /** Made by {@link java.util.ServiceLoader}. */
    public Arm64Architecture() {}

    @Override
    public String name() {
        return "arm64";
    }

    @Override
    public String unameMachine() {
        return "aarch64";
    }

    @Override
    public ElfMachine machine() {
        return new ElfMachine(EM_AARCH64, true, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The modules lie in the 64 MiB below {@code _text}, so that every branch reaches the kernel as it does without
     * KASLR; a real kernel's area is 128 MiB or 2 GiB and partly random ({@code module_alloc_base},
     * arch/arm64/kernel/kaslr.c 6.1). Without {@code _text} 6.1's link address is taken. The per-CPU base is only a
     * stand-in in the kernel's neighbourhood: the real one comes from the kernel's allocator.
     */
    @Override
    public MemoryModel memoryModel(OptionalLong kernelText) {
        return new MemoryModel(PAGE_SIZE, kernelText.orElse(DEFAULT_TEXT) - AREA_SIZE, AREA_SIZE, PERCPU_STAND_IN);
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
        return Arm64Facts.USUAL;
    }

    @Override
    public boolean takes(int sectionType) {
        return sectionType == ElfConstants.SHT_RELA;
    }

    @Override
    public LayoutPlan plan(KernelModule module, KernelFacts facts, Findings findings) {
        return PltPlan.of(module, facts, findings);
    }

    @Override
    public OptionalLong branchReach(KernelFacts facts) {
        return Arm64Facts.hasPlts(facts) ? OptionalLong.empty() : OptionalLong.of(1L << 27);
    }

    @Override
    public boolean looksAtInstructions() {
        return true;
    }

    @Override
    public boolean fits(int type, int instruction) {
        return InstructionForm.of(type).is(instruction);
    }

    @Override
    public Relocator relocator(PlacedModule placed, KernelFacts facts) {
        return new Arm64Relocator(placed, facts);
    }

    @Override
    public List<FinalisePass> passes(KernelFacts facts) {
        return Arm64Passes.ALL;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Erratum 843419 concerns every revision of Cortex-A53 up to r0p4 (arch/arm64/kernel/cpu_errata.c 6.1).
     */
    @Override
    public Set<KernelFact> cpuFacts(String cpuinfo) {
        Pattern cortexA53 = Pattern.compile("CPU part\\s*:\\s*0xd03");
        return cpuinfo.lines().anyMatch(line -> cortexA53.matcher(line).matches())
                ? Set.of(Arm64Facts.ERRATUM_843419)
                : Set.of();
    }
}
