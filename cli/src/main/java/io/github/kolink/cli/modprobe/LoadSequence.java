// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.modprobe;

import io.github.kolink.finding.LinkException;
import io.github.kolink.link.ModuleTree;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A module and what it needs, in the order in which they are loaded. {@code depends=} of {@code .modinfo} is what modpost
 * wrote down of the exports a module uses; {@code softdep: pre:} is what it wants to have tried first.
 *
 * @param members the module itself is the last; files are read as they are needed
 */
record LoadSequence(List<Member> members) {
    /**
     * One of them.
     *
     * @param name the module's
     * @param file its file
     * @param isSoft whether the others are loaded without it too
     * @param isLast whether it is the module that was asked for
     */
    record Member(String name, Path file, boolean isSoft, boolean isLast) {}

    LoadSequence {
        members = List.copyOf(members);
    }

    /** The sequence for a name; empty if the tree has no such module. */
    static Optional<LoadSequence> of(Path tree, String name) throws IOException {
        Map<String, Path> files = new HashMap<>();
        for (Path file : ModuleTree.find(tree)) {
            files.putIfAbsent(name(file.getFileName().toString()), file);
        }
        String wanted = name.replace('-', '_');
        if (!files.containsKey(wanted)) {
            return Optional.empty();
        }
        Search search = new Search(files);
        search.visit(wanted, false);
        return Optional.of(new LoadSequence(search.members(wanted)));
    }

    private static String name(String file) {
        return file.substring(0, file.indexOf(".ko")).replace('-', '_');
    }

    /** Depth first: whatever a module needs is met before it. */
    private static final class Search {
        private final Map<String, Path> files;
        private final Set<String> order = new LinkedHashSet<>();
        private final Set<String> hard = new HashSet<>();
        private final Set<String> open = new HashSet<>();

        Search(Map<String, Path> files) {
            this.files = files;
        }

        void visit(String name, boolean soft) throws IOException {
            Path file = files.get(name);
            boolean known = order.contains(name) && (soft || hard.contains(name));
            if (file == null || known || !open.add(name)) {
                return;
            }
            if (!soft) {
                hard.add(name);
            }
            KernelModule module = read(file);
            for (String first : softDependencies(module)) {
                visit(first, true);
            }
            for (String needed : module.info().depends()) {
                visit(needed.replace('-', '_'), soft);
            }
            order.add(name);
            open.remove(name);
        }

        private static KernelModule read(Path file) throws IOException {
            try {
                return KernelModule.of(ModuleFile.read(file).elf());
            } catch (LinkException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        /** {@code softdep=pre: a b post: c}: what comes behind {@code pre:}. */
        private static List<String> softDependencies(KernelModule module) {
            List<String> names = new ArrayList<>();
            for (String line : module.info().all("softdep")) {
                boolean before = false;
                for (String word : Arrays.asList(line.trim().split("\\s+"))) {
                    if (word.endsWith(":")) {
                        before = word.equals("pre:");
                    } else if (before) {
                        names.add(word.replace('-', '_'));
                    }
                }
            }
            return names;
        }

        List<Member> members(String last) {
            List<Member> members = new ArrayList<>();
            for (String name : order) {
                Path file = files.get(name);
                if (file != null) {
                    members.add(new Member(name, file, !hard.contains(name), name.equals(last)));
                }
            }
            return members;
        }
    }
}
