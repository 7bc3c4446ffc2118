// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.relocate;

import io.github.kolink.elf.ElfMachine;
import io.github.kolink.finalise.FinalisePass;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.layout.LayoutPlan;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.module.KernelModule;
import io.github.kolink.symbols.KernelSnapshot;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * One architecture's part in a link. Stateless and thread-safe; found by {@link ServiceLoader}.
 *
 * <h2>Adding an architecture</h2>
 *
 * <ol>
 *   <li>recognise: {@link #machine()}, {@link #memoryModel}
 *   <li>relocate: {@link #relocator}, {@code relocations.csv}, {@code relocation-vectors.csv}
 *   <li>plan veneers: {@link #plan}, where branches cannot reach everything
 *   <li>finalise: {@link #passes}
 * </ol>
 *
 * <p>{@code docs/adding-an-architecture.md} goes through them one by one.
 */
public interface Architecture {
    /**
     * The name the kernel's build system uses ({@code ARCH=}).
     *
     * @return such as {@code x86_64}, {@code arm64}, {@code m68k}
     */
    String name();

    /**
     * The name the running kernel uses ({@code uname -m}), by which a snapshot knows its architecture.
     *
     * @return such as {@code x86_64} or {@code aarch64}
     */
    default String unameMachine() {
        return name();
    }

    /**
     * The files it links.
     *
     * @return {@code e_machine}, class and byte order
     */
    ElfMachine machine();

    /**
     * Where modules lie, for links whose addresses nobody gave.
     *
     * @param kernelText address of {@code _text} [kernel virtual address, unsigned], if the snapshot has it
     * @return page size and module area
     */
    MemoryModel memoryModel(OptionalLong kernelText);

    /**
     * Names, formulas and causes of the relocation types.
     *
     * @return the plug-in's table
     */
    RelocationCatalogue types();

    /**
     * The kernel's wording of refusals.
     *
     * @return the plug-in's table
     */
    KernelMessages messages();

    /**
     * Configuration facts that hold for stock kernels, for targets whose configuration nobody gave.
     *
     * @return facts of source CONFIG
     */
    Set<KernelFact> usualFacts();

    /**
     * Whether the kernel takes a form of relocation section.
     *
     * @param sectionType {@code SHT_REL} or {@code SHT_RELA}
     * @return false if it refuses a module that has one for an allocated section
     */
    boolean takes(int sectionType);

    /**
     * Whether an undefined symbol is passed over although nobody exports it ({@code ignore_undef_symbol}).
     *
     * @param symbol its name
     * @return false for every symbol on most architectures
     */
    default boolean ignoresUndefined(String symbol) {
        return false;
    }

    /**
     * Whether a symbol is one to which the file's {@code struct module} points beside init and exit
     * ({@code MODULE_ARCH_INIT}).
     *
     * @param symbol its name
     * @return false for every symbol on most architectures
     */
    default boolean initialisesStructModule(String symbol) {
        return false;
    }

    /**
     * About where the kernel holds a module's file while it loads it: symbols of sections that are not loaded get addresses
     * in that copy.
     *
     * @return [kernel virtual address, unsigned]; 0 if a guess would tell nothing
     */
    default long temporaryCopy() {
        return 0;
    }

    /**
     * What must be known before layout ({@code module_frob_arch_sections}).
     *
     * @param module the module
     * @param facts the target kernel
     * @param findings where a refusal goes
     * @return what to add; {@link LayoutPlan#NONE} on architectures without such a hook
     */
    default LayoutPlan plan(KernelModule module, KernelFacts facts, Findings findings) {
        return LayoutPlan.NONE;
    }

    /**
     * Starts the relocation of one module.
     *
     * @param placed the module at its final addresses
     * @param facts the target kernel
     * @return a relocator for this link only; it may hold the position in a linkage table
     */
    Relocator relocator(PlacedModule placed, KernelFacts facts);

    /**
     * A relocator for fields whose module is not in memory.
     *
     * @param facts the target kernel
     * @return empty if what is written may depend on more than S, A, P and the field, such as room in a linkage table
     */
    default Optional<FieldRelocator> fieldRelocator(KernelFacts facts) {
        return Optional.empty();
    }

    /**
     * The passes after relocation whose tables or places differ between architectures ({@code sort_extable}, {@code
     * module_finalize}, ftrace, jump labels). Passes over data that is the same everywhere follow by themselves.
     *
     * @param facts the target kernel
     * @return in the kernel's order
     */
    default List<FinalisePass> passes(KernelFacts facts) {
        return List.of();
    }

    /**
     * What the workarounds of a CPU change.
     *
     * @param cpuinfo text of {@code /proc/cpuinfo}; may be empty
     * @return facts of source CPU that hold, as far as the text tells
     */
    default Set<KernelFact> cpuFacts(String cpuinfo) {
        return Set.of();
    }

    /**
     * How far from itself a branch to the kernel reaches, where nothing helps it on.
     *
     * @param facts the target kernel
     * @return [bytes, in both directions]; empty if it reaches everything, by itself or through linkage entries
     */
    default OptionalLong branchReach(KernelFacts facts) {
        return OptionalLong.empty();
    }

    /**
     * Whether {@link #fits} tells anything: on architectures whose relocations patch fields of instructions.
     *
     * @return false if every place suits every relocation
     */
    default boolean looksAtInstructions() {
        return false;
    }

    /**
     * Whether an instruction is of the kind a relocation type is for. The kernel does not ask.
     *
     * @param type {@code ELF_R_TYPE}
     * @param instruction what stands at the place before, as a little-endian word
     * @return true also for types that patch no instruction
     */
    default boolean fits(int type, int instruction) {
        return true;
    }

    /**
     * All architectures on the class path.
     *
     * @return in no particular order
     */
    static List<Architecture> all() {
        List<Architecture> all = new ArrayList<>();
        for (Architecture each : ServiceLoader.load(Architecture.class, Architecture.class.getClassLoader())) {
            all.add(each);
        }
        return Collections.unmodifiableList(all);
    }

    /**
     * The architecture of a kernel.
     *
     * @param snapshot the kernel
     * @return empty if the snapshot does not tell, or the plug-in is not on the class path
     */
    static Optional<Architecture> of(KernelSnapshot snapshot) {
        return all().stream()
                .filter(architecture -> snapshot.architecture()
                        .filter(architecture.unameMachine()::equals)
                        .isPresent())
                .findFirst();
    }

    /**
     * The architecture of a file.
     *
     * @param machine the file's machine
     * @return the plug-in with the same {@code e_machine}; empty if it is not on the class path
     */
    static Optional<Architecture> of(ElfMachine machine) {
        return all().stream()
                .filter(architecture -> architecture.machine().machine() == machine.machine())
                .findFirst();
    }
}
