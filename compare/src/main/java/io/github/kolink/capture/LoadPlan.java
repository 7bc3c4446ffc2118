// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture;

import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;
import static io.github.kolink.elf.ElfConstants.SHT_SYMTAB;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finding.LinkException;
import io.github.kolink.link.ModuleSet;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleExport;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.module.ModuleImport;
import io.github.kolink.module.ModuleSearch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** A module tree as a capture sees it: which modules there are, and in which order they load. Immutable. */
public final class LoadPlan {
    private final List<PlannedModule> modules;
    private final ModuleSet uses;

    private LoadPlan(List<PlannedModule> modules, ModuleSet uses) {
        this.modules = List.copyOf(modules);
        this.uses = uses;
    }

    /**
     * Reads a tree. Files that are no modules are left out.
     *
     * @param tree a directory
     * @param isKernelExport which names the kernel exports itself
     * @param progress told how many of how many files were read
     * @return the plan
     * @throws IOException if the directory or a file cannot be read
     */
    public static LoadPlan of(Path tree, Predicate<String> isKernelExport, Progress progress) throws IOException {
        List<Path> files = ModuleSearch.below(tree);
        List<PlannedModule> modules = new ArrayList<>();
        ModuleSet.Builder set = new ModuleSet.Builder();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < files.size(); i++) {
            progress.at("reading", i, files.size());
            Path file = files.get(i);
            Optional<KernelModule> module = read(file);
            if (module.isPresent() && names.add(module.get().name())) {
                modules.add(new PlannedModule(
                        module.get().name(), file, tree.relativize(file).toString(), memory(module.get()), List.of()));
                add(module.get(), set, isKernelExport);
            }
        }
        ModuleSet uses = set.build();
        for (int i = 0; i < modules.size(); i++) {
            PlannedModule alone = modules.get(i);
            List<String> used = uses.uses(i).stream()
                    .map(index -> modules.get(index).name())
                    .toList();
            modules.set(i, new PlannedModule(alone.name(), alone.path(), alone.relative(), alone.memory(), used));
        }
        return new LoadPlan(modules, uses);
    }

    /** What is allocated, and the symbol table with its names, which the loader keeps until init is over. */
    private static long memory(KernelModule module) {
        long sum = 0;
        for (SectionHeader section : module.file().sections()) {
            boolean isSymbols = section.type() == SHT_SYMTAB || section.name().equals(".strtab");
            sum += section.has(SHF_ALLOC) || isSymbols ? section.size() : 0;
        }
        return sum;
    }

    private static Optional<KernelModule> read(Path file) throws IOException {
        try {
            return Optional.of(KernelModule.of(ModuleFile.read(file).elf()));
        } catch (LinkException e) {
            return Optional.empty(); // no ELF file: whoever asks for it is told that the tree has no such module
        }
    }

    private static void add(KernelModule module, ModuleSet.Builder set, Predicate<String> isKernelExport) {
        set.add(
                module.name(),
                module.exports().stream().map(ModuleExport::name).toList(),
                module.imports().stream()
                        .map(ModuleImport::name)
                        .filter(isKernelExport.negate())
                        .toList());
    }

    /** Told how far a long piece of work is. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Called often.
         *
         * @param what is being done
         * @param done so many
         * @param total of so many
         */
        void at(String what, int done, int total);
    }

    /**
     * All modules of the tree.
     *
     * @return names in the order of the files' paths
     */
    public List<String> names() {
        return modules.stream().map(PlannedModule::name).toList();
    }

    /**
     * Some modules and all they need.
     *
     * @param wanted names, with hyphens or underscores, or paths relative to the tree
     * @return in an order in which they can be loaded
     * @throws IOException if the tree lacks some of them
     */
    public List<PlannedModule> order(List<String> wanted) throws IOException {
        Map<String, Integer> known = new HashMap<>();
        for (int i = 0; i < modules.size(); i++) {
            known.put(modules.get(i).name(), i);
            known.put(modules.get(i).relative(), i);
        }
        Set<Integer> needed = new HashSet<>();
        List<Integer> open = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String name : wanted) {
            Integer module = known.getOrDefault(name, known.get(name.replace('-', '_')));
            if (module == null) {
                missing.add(name);
            } else {
                open.add(module);
            }
        }
        if (!missing.isEmpty()) {
            throw new IOException("the module tree has no " + String.join(", ", missing));
        }
        while (!open.isEmpty()) {
            int module = open.remove(open.size() - 1);
            if (needed.add(module)) {
                open.addAll(uses.uses(module));
            }
        }
        return uses.loadOrder().stream()
                .filter(needed::contains)
                .map(modules::get)
                .toList();
    }
}
