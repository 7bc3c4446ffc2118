// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import io.github.kolink.load.LoadException;
import io.github.kolink.load.ModuleState;
import io.github.kolink.load.ResidentModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * {@code rmmod --all}: what {@code delete_module} did in 2.4 when it was given no name (kernel/module.c). A module goes if it
 * is autoclean, nobody holds it, and it was not in use since the last sweep: the first sweep that finds it unused takes its
 * mark away, the second one takes the module. What only a module that just went has held goes with it at once.
 */
public final class Sweep {
    private final Supplier<List<ResidentModule>> listed;
    private final ModuleMarks marks;
    private final Removal removal;

    /** Removes one module. */
    @FunctionalInterface
    public interface Removal {
        /**
         * Removes it.
         *
         * @param module its name
         * @throws LoadException if the kernel refused
         */
        void remove(String module);
    }

    /**
     * What a sweep did.
     *
     * @param removed names, in order
     * @param failed modules that the kernel would not let go, with its words
     */
    public record Report(List<String> removed, List<String> failed) {
        /**
         * A report.
         *
         * @param removed names
         * @param failed lines
         */
        public Report {
            removed = List.copyOf(removed);
            failed = List.copyOf(failed);
        }
    }

    /**
     * A sweep over a kernel's modules.
     *
     * @param listed what is loaded, asked again after each removal
     * @param marks read and changed
     * @param removal how one is removed
     */
    public Sweep(Supplier<List<ResidentModule>> listed, ModuleMarks marks, Removal removal) {
        this.listed = listed;
        this.marks = marks;
        this.removal = removal;
    }

    /**
     * One pass.
     *
     * @param now [milliseconds since 1970]
     * @return what it did; nothing if all that is unused was in use at the last one
     * @throws IOException if the marks cannot be kept
     */
    public Report run(long now) throws IOException {
        List<String> removed = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Set<String> justFreed = new HashSet<>();
        List<ResidentModule> modules = listed.get();
        boolean again = true;
        while (again) {
            again = false;
            for (ResidentModule module : modules) {
                boolean freed = justFreed.contains(module.name());
                if ((seen.add(module.name()) || freed) && goes(module, freed, now)) {
                    justFreed.remove(module.name());
                    try {
                        removal.remove(module.name());
                        removed.add(module.name());
                        held(module.name(), modules).forEach(justFreed::add);
                        again = true;
                    } catch (LoadException e) {
                        failed.add(module.name() + ": " + e.getMessage());
                    }
                }
            }
            modules = again ? listed.get() : modules;
        }
        marks.keepOnly(modules.stream().map(ResidentModule::name).collect(Collectors.toSet()));
        marks.save();
        return new Report(removed, failed);
    }

    /** Whether a module goes now; takes its mark if it is unused, sets it if it is not. */
    private boolean goes(ResidentModule module, boolean justFreed, long now) {
        ModuleMarks.Mark mark = marks.of(module.name());
        if (module.state() == ModuleState.GOING) {
            return mark.autoclean(); // an exit that failed is tried again
        }
        if (!mark.autoclean() || module.state() != ModuleState.LIVE) {
            return false;
        }
        if (module.references() != 0) {
            marks.set(module.name(), new ModuleMarks.Mark(true, true, now));
            return false;
        }
        if (mark.visited() && !justFreed) {
            marks.set(module.name(), new ModuleMarks.Mark(true, false, mark.lastUsed()));
            return false;
        }
        return true;
    }

    private static List<String> held(String user, List<ResidentModule> modules) {
        return modules.stream()
                .filter(module -> module.users().contains(user))
                .map(ResidentModule::name)
                .toList();
    }
}
