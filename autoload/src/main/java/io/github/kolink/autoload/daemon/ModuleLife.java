// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import io.github.kolink.load.ModuleState;
import io.github.kolink.load.ResidentModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What is done to modules, with marks and hooks around it. Loads may overlap; the rest is done one at a time. */
final class ModuleLife {
    private final ModuleSystem system;
    private final ModuleMarks marks;
    private final List<LifeHook> hooks;
    private final ServiceClock clock;
    private final Consumer<String> log;

    ModuleLife(ModuleSystem system, ModuleMarks marks, List<LifeHook> hooks, ServiceClock clock, Consumer<String> log) {
        this.system = system;
        this.marks = marks;
        this.hooks = List.copyOf(hooks);
        this.clock = clock;
        this.log = log;
    }

    /** Loads a name; what was not there before is autoclean from now on, and set as it was when it was last removed. */
    List<String> load(String name) throws IOException {
        Set<String> before = names();
        try {
            List<String> meant = system.load(name);
            synchronized (this) {
                for (String module : meant) {
                    ModuleMarks.Mark mark = marks.of(module);
                    marks.set(module, new ModuleMarks.Mark(mark.autoclean(), true, clock.millis()));
                }
            }
            return meant;
        } finally {
            // Of a load that failed half-way too: what it needed is there, unused.
            markFresh(before);
        }
    }

    private synchronized void markFresh(Set<String> before) throws IOException {
        Set<String> fresh = names();
        fresh.removeAll(before);
        for (String module : fresh) {
            marks.set(module, new ModuleMarks.Mark(true, true, clock.millis()));
            after(module);
        }
        marks.save();
    }

    private Set<String> names() {
        return system.list().stream()
                .filter(module -> module.state() != ModuleState.RESERVED)
                .map(ResidentModule::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void after(String module) {
        for (LifeHook hook : hooks) {
            try {
                hook.afterLoad(module);
            } catch (IOException e) {
                log.accept(String.valueOf(e.getMessage()));
            }
        }
    }

    private void remove(String module) {
        for (LifeHook hook : hooks) {
            try {
                hook.beforeRemoval(module);
            } catch (IOException e) {
                log.accept(String.valueOf(e.getMessage()));
            }
        }
        system.remove(module);
        log.accept("removed " + module);
    }

    /** Removes modules, then what only they have used, if it is autoclean. */
    synchronized Outcome release(List<String> modules) {
        List<String> removed = new ArrayList<>();
        try {
            for (String module : modules) {
                Optional<String> refusal = refusal(module);
                if (refusal.isPresent()) {
                    return new Outcome(Errno.EBUSY.number(), refusal.get(), removed);
                }
                release(module, removed);
            }
            marks.keepOnly(names());
            marks.save();
            return Outcome.done(removed);
        } catch (LoadException e) {
            log.accept(String.valueOf(e.getMessage()));
            return new Outcome(e.number(), String.valueOf(e.getMessage()), removed);
        } catch (IOException | RuntimeException e) {
            log.accept(String.valueOf(e.getMessage()));
            return new Outcome(Errno.EIO.number(), String.valueOf(e.getMessage()), removed);
        }
    }

    private void release(String module, List<String> removed) {
        if (find(module).isEmpty()) {
            return; // gone already
        }
        List<String> used = system.list().stream()
                .filter(other -> other.users().contains(module))
                .map(ResidentModule::name)
                .toList();
        remove(module);
        removed.add(module);
        for (String other : used) {
            boolean unused =
                    find(other).filter(known -> known.references() == 0).isPresent();
            if (unused && marks.of(other).autoclean()) {
                release(other, removed);
            }
        }
    }

    private Optional<ResidentModule> find(String module) {
        return system.list().stream()
                .filter(known -> known.name().equals(module))
                .findFirst();
    }

    private Optional<String> refusal(String module) {
        return find(module)
                .filter(known -> known.references() != 0 || !known.users().isEmpty())
                .map(known -> "Module " + module + " is in use"
                        + (known.users().isEmpty() ? "" : " by: " + String.join(" ", known.users())));
    }

    synchronized Sweep.Report sweep() throws IOException {
        return new Sweep(system::list, marks, this::remove).run(clock.millis());
    }
}
