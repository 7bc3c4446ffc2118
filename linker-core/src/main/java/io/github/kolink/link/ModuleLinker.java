// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.check.ModuleChecks;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.finalise.FinalisePass;
import io.github.kolink.finalise.KernelPasses;
import io.github.kolink.finalise.Stage;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.finding.LinkException;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.AddressSpace;
import io.github.kolink.layout.LayoutPlan;
import io.github.kolink.layout.LayoutRules;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionMemory;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.relocate.FieldRelocator;
import io.github.kolink.relocate.MemoryModel;
import io.github.kolink.resolve.ExportNames;
import io.github.kolink.resolve.ImportRule;
import io.github.kolink.resolve.Imports;
import io.github.kolink.resolve.KernelExports;
import io.github.kolink.resolve.ModuleExports;
import io.github.kolink.resolve.ResolvedSymbols;
import io.github.kolink.resolve.SymbolResolver;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.KernelSymbol;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Links modules for one kernel. Immutable and thread-safe. */
public final class ModuleLinker {
    /** The largest image kolink makes [bytes]: more than any kernel's largest module, less than any module area. */
    public static final long MAX_IMAGE_SIZE = 256L << 20;

    /** Modules' memory comes from an allocator that tells when it has none (mm/execmem.c 6.12; not in 6.9). */
    private static final KernelFact EXECMEM = KernelFact.since("6.10");

    private final KernelTarget target;
    private final Architecture architecture;
    private final LayoutRules rules;
    private final LoadRules load;
    private final ExportNames names;
    private final KernelExports exports;
    private final OptionalLong text;
    private final OptionalLong textEnd;
    private final MemoryModel memoryModel;
    private final List<FinalisePass> passes;

    /**
     * A linker.
     *
     * @param target the kernel
     * @param architecture its architecture
     * @param rules its layout, usually {@link LayoutRules#of}
     */
    public ModuleLinker(KernelTarget target, Architecture architecture, LayoutRules rules) {
        this(
                target,
                architecture,
                rules,
                LoadRules.NONE,
                new ExportNames(target.snapshot()),
                new KernelExports(target.snapshot()));
    }

    private ModuleLinker(
            KernelTarget target,
            Architecture architecture,
            LayoutRules rules,
            LoadRules load,
            ExportNames names,
            KernelExports exports) {
        this.target = target;
        this.architecture = architecture;
        this.rules = rules;
        this.load = load;
        this.names = names;
        this.exports = exports;
        this.text = address("_text");
        this.textEnd = address("_etext");
        this.memoryModel = architecture.memoryModel(text);
        this.passes = KernelPasses.of(
                architecture.passes(target.facts()), architecture.machine().is64());
    }

    /**
     * The same linker, asking more of each module.
     *
     * @param more what the kernel asks beside what linking needs
     * @return a new linker
     */
    public ModuleLinker asking(LoadRules more) {
        return new ModuleLinker(target, architecture, rules, more, names, exports);
    }

    /**
     * A linker for a snapshot's kernel, with the facts that follow from it.
     *
     * @param machine of the modules; counts where the snapshot does not tell its kernel's architecture
     * @param snapshot the kernel
     * @return the linker
     * @throws LinkException if the architecture is not on the class path
     */
    public static ModuleLinker of(ElfMachine machine, KernelSnapshot snapshot) {
        Architecture architecture = Architecture.of(snapshot)
                .or(() -> Architecture.of(machine))
                .orElseThrow(() -> new LinkException(Finding.of(
                        FindingCode.ELF_MACHINE,
                        "",
                        "no architecture for e_machine " + machine.machine()
                                + ": add the relocations module of that architecture to the class path")));
        KernelFacts facts = KernelFacts.of(snapshot, architecture.usualFacts());
        return new ModuleLinker(new KernelTarget(snapshot, facts, Map.of()), architecture, LayoutRules.of(facts));
    }

    /**
     * Links one module that needs no other.
     *
     * @param module the module
     * @param addresses where it goes
     * @return the image, or why there is none
     */
    public LinkResult link(KernelModule module, AddressSpace addresses) {
        return link(module, addresses, new ModuleExports(), Optional.empty());
    }

    /**
     * Links one module.
     *
     * @param module the module
     * @param addresses where it goes
     * @param others exports of the modules it may use
     * @param listener sees each relocation, if given
     * @return the image, or why there is none
     */
    public LinkResult link(
            KernelModule module, AddressSpace addresses, ModuleExports others, Optional<RelocationListener> listener) {
        return link(module, addresses, others, listener, Stage.LINKED);
    }

    /**
     * Links a module from its file.
     *
     * @param file the module as it lies on disk
     * @param addresses where it goes
     * @param others exports of the modules it may use
     * @return the image, or why there is none
     */
    public LinkResult link(ModuleFile file, AddressSpace addresses, ModuleExports others) {
        return link(file, addresses, others, LinkOptions.of(RegionMemory.NEW));
    }

    /** The same in any way. */
    LinkResult link(ModuleFile file, AddressSpace addresses, ModuleExports others, LinkOptions options) {
        Findings findings = new Findings();
        load.beforeParse(file, findings);
        try {
            return link(draw(file), addresses, others, options, findings);
        } catch (LinkException e) {
            findings.addAll(e.findings());
            return LinkResult.stopped(findings);
        }
    }

    /** The same for a file of which the blueprint was drawn already. */
    LinkResult link(
            ModuleFile file, Blueprint blueprint, AddressSpace addresses, ModuleExports others, LinkOptions options) {
        Findings findings = new Findings();
        load.beforeParse(file, findings);
        return link(blueprint, addresses, others, options, findings);
    }

    /**
     * How to apply relocations that refer to open imports when the module has left the memory.
     *
     * @return empty if a link says more of an import than its address, or if its fields are not all there is to write
     */
    Optional<FieldRelocator> fieldRelocator() {
        for (FinalisePass pass : passes) {
            if (Stage.LINKED.runs(pass)) {
                return Optional.empty();
            }
        }
        return load == LoadRules.NONE ? architecture.fieldRelocator(target.facts()) : Optional.empty();
    }

    /**
     * Links a module with stand-ins for its open imports.
     *
     * @param blueprint of the module, with open imports
     * @param where it goes
     * @param others exports of the modules it may use, but for open imports
     * @param options with {@link LinkOptions#fixups}
     * @return the image, which is not final, or why there is none
     */
    LinkResult link(Blueprint blueprint, RegionAddresses where, ModuleExports others, LinkOptions options) {
        return link(blueprint, layout -> where, others, options, new Findings());
    }

    /**
     * Reads a file as a module and lays it out.
     *
     * @throws LinkException if the kernel refuses the file as ELF
     */
    Blueprint draw(ModuleFile file) {
        KernelFacts facts = target.facts();
        return draw(KernelModule.of(file.elfAs(architecture.machine(), facts), facts));
    }

    /**
     * Links one module as far as wanted.
     *
     * @param module the module
     * @param addresses where it goes
     * @param others exports of the modules it may use
     * @param listener sees each relocation, if given
     * @param stage which passes are run
     * @return the image, or why there is none
     */
    public LinkResult link(
            KernelModule module,
            AddressSpace addresses,
            ModuleExports others,
            Optional<RelocationListener> listener,
            Stage stage) {
        LinkOptions options = new LinkOptions(listener, stage, Optional.empty(), RegionMemory.NEW, true);
        return link(draw(module), addresses, others, options, new Findings());
    }

    private LinkResult link(
            Blueprint blueprint, AddressSpace addresses, ModuleExports others, LinkOptions options, Findings findings) {
        // Checks, plan and layout: sizes only.
        KernelModule module = blueprint.module();
        Optional<ModuleLayout> layout = accept(blueprint, load, findings);
        if (layout.isEmpty()) {
            return LinkResult.stopped(findings);
        }
        // From here every address is final.
        RegionAddresses where = addresses.reserve(layout.get());
        PlacedModule placed = new PlacedModule(module, layout.get(), where, options.memory());
        tellContradictions(placed, where, findings);
        new BranchReach(placed, this).tell(findings);
        // Every symbol is tried before the first relocation.
        ImportRule rule = load.imports(module, findings);
        ResolvedSymbols symbols = new SymbolResolver(
                        target.snapshot(),
                        names,
                        blueprint.imports(),
                        architecture,
                        others,
                        placed,
                        unloadedBase(),
                        rule,
                        findings)
                .resolve();
        if (findings.stop()) {
            return LinkResult.stopped(findings).with(rule.versions());
        }
        placed.storeSymbolValues(symbols.values());
        // Only relocation and finalisation write to the sections' memory.
        new StructModuleDrift(placed, architecture, target, findings).tell();
        RelocationPhase relocation = new RelocationPhase(placed, architecture, target, symbols, options, findings);
        relocation.run();
        ModuleChecks checks = new ModuleChecks(module, target, findings);
        if (!findings.stop()) {
            checks.afterRelocation();
            finalise(placed, options.stage(), false, findings);
            checks.atFormation(placed);
            new DuplicateExports(target.snapshot(), exports, others, load).check(module, findings);
            finalise(placed, options.stage(), true, findings);
            checks.afterFormation();
            load.afterFinalise(placed, findings);
            checks.afterParameters(placed);
        }
        // From here nothing changes any more.
        return LinkResult.of(
                findings.stop()
                        ? Optional.empty()
                        : Optional.of(new LinkedImage(placed, symbols.values(), symbols.providers())),
                findings,
                relocation.counts(),
                relocation.veneers(),
                relocation.skipped(),
                rule.versions());
    }

    private void finalise(PlacedModule placed, Stage stage, boolean notifiers, Findings findings) {
        for (FinalisePass pass : passes()) {
            if (pass.isNotifier() == notifiers) {
                if (load != LoadRules.NONE || stage == Stage.FINAL) {
                    pass.check(placed, target, findings);
                }
                if (stage.runs(pass)) {
                    pass.run(placed, target, findings);
                }
            }
        }
    }

    /**
     * The first half of a link: checks, plan and layout.
     *
     * @param module the module
     * @param findings told what the kernel would refuse
     * @return the layout; empty if the kernel would not have got that far
     */
    public Optional<ModuleLayout> layOut(KernelModule module, Findings findings) {
        return accept(draw(module, false), LoadRules.NONE, findings);
    }

    private Blueprint draw(KernelModule module) {
        return draw(module, load != LoadRules.NONE);
    }

    /** @param wanted whether an answer that no input gives is worth a finding */
    private Blueprint draw(KernelModule module, boolean wanted) {
        Findings sound = new Findings();
        Findings fits = new Findings();
        new ModuleChecks(module, target, sound).beforePlan(architecture, wanted);
        if (sound.stop()) {
            return new Blueprint(module, sound, fits, Optional.empty(), Imports.NONE);
        }
        LayoutPlan plan = architecture.plan(module, target.facts(), fits);
        new ModuleChecks(module, target, fits).afterPlan(plan);
        ModuleLayout layout =
                rules.layOut(module, plan, target.facts(), memoryModel().pageSize());
        boolean tooLarge = layout.totalSize() < 0 || layout.totalSize() > MAX_IMAGE_SIZE;
        if (tooLarge) {
            tellTooLarge(module, layout, fits);
        }
        if (tooLarge || fits.stop()) {
            return new Blueprint(module, sound, fits, Optional.empty(), Imports.NONE);
        }
        return new Blueprint(module, sound, fits, Optional.of(layout), exports.of(module.symbols()));
    }

    /** A module that the rules refuse is laid out nevertheless, so that its other problems are told too. */
    private Optional<ModuleLayout> accept(Blueprint blueprint, LoadRules asked, Findings findings) {
        KernelModule module = blueprint.module();
        findings.addAll(blueprint.sound());
        if (blueprint.sound().stop()) {
            return Optional.empty();
        }
        asked.beforePlan(module, findings);
        findings.addAll(blueprint.fits());
        Optional<ModuleLayout> layout = blueprint.layout();
        if (layout.isPresent()) {
            asked.afterLayout(module, layout.get(), findings);
            new ModuleChecks(module, target, findings).afterLayout(layout.get());
        }
        return layout;
    }

    private void tellTooLarge(KernelModule module, ModuleLayout layout, Findings findings) {
        long area = memoryModel().moduleAreaSize();
        boolean refused = layout.totalSize() < 0 || layout.totalSize() > area;
        String words = refused && target.facts().has(EXECMEM) ? "execmem: unable to allocate memory" : "";
        findings.add(Finding.of(
                        refused ? FindingCode.MODULE_TOO_LARGE : FindingCode.EXTRA_MODULE_TOO_LARGE,
                        module.file().name(),
                        "the image needs " + Long.toUnsignedString(layout.totalSize()) + " bytes, "
                                + (refused
                                        ? "the kernel's module area has " + area
                                        : "kolink links up to " + MAX_IMAGE_SIZE))
                .kernelSays(words));
    }

    /** An image has no address of the kernel's temporary copy; whether a value fits depends on one. */
    private long unloadedBase() {
        return load == LoadRules.NONE ? 0 : architecture.temporaryCopy();
    }

    private void tellContradictions(PlacedModule placed, RegionAddresses where, Findings findings) {
        if (where.sections().isEmpty()) {
            return;
        }
        where.sections().keySet().stream()
                .filter(section -> placed.layout().placement(section).isPresent())
                .sorted()
                .forEach(section -> findings.add(Finding.of(
                                FindingCode.PLACE_CONFLICT,
                                placed.module().file().name(),
                                "the given address 0x" + Long.toHexString(placed.address(section))
                                        + " is not where the layout of this kernel puts the section: other kernel,"
                                        + " configuration or CPU?")
                        .in(placed.sections().get(section).name())));
    }

    /**
     * The passes over a relocated module.
     *
     * @return all the kernel has, in its order
     */
    public List<FinalisePass> passes() {
        return passes;
    }

    /**
     * Where modules lie in this kernel.
     *
     * @return the architecture's model for the snapshot's {@code _text}
     */
    public MemoryModel memoryModel() {
        return memoryModel;
    }

    /** Where the kernel's code begins; empty if that is not known. */
    OptionalLong text() {
        return text;
    }

    /** Where the kernel's code ends; empty if that is not known. */
    OptionalLong textEnd() {
        return textEnd;
    }

    private OptionalLong address(String name) {
        for (KernelSymbol symbol : target.snapshot().symbols().find(name)) {
            if (symbol.address().isPresent()) {
                return symbol.address();
            }
        }
        return OptionalLong.empty();
    }

    KernelExports exports() {
        return exports;
    }

    LoadRules load() {
        return load;
    }

    /**
     * The kernel.
     *
     * @return as given
     */
    public KernelTarget target() {
        return target;
    }

    /**
     * The architecture.
     *
     * @return as given
     */
    public Architecture architecture() {
        return architecture;
    }
}
