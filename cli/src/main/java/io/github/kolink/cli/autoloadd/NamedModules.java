// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.autoloadd;

import io.github.kolink.autoload.daemon.ModuleSystem;
import io.github.kolink.autoload.daemon.UnknownNameException;
import io.github.kolink.autoload.names.LoadPlan;
import io.github.kolink.autoload.names.NameResolver;
import io.github.kolink.cli.backend.Attempt;
import io.github.kolink.cli.backend.Backend;
import io.github.kolink.cli.backend.ShellCommand;
import io.github.kolink.link.LinkResult;
import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import io.github.kolink.load.ModuleState;
import io.github.kolink.load.ResidentModule;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Names of a module tree and its configuration, loaded through a backend. Thread-safe. */
final class NamedModules implements ModuleSystem {
    /** How long the stub waits for a module of the same name (docs/kernel-interface.md). */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** An alias for this is done with nothing. */
    private static final String NOTHING = "null";

    private final NameResolver names;
    private final Backend backend;
    private final ShellCommand shell;
    private final Consumer<String> log;
    private final Set<String> inserting = new HashSet<>();

    /**
     * Names of a tree.
     *
     * @param names what they mean
     * @param backend the way into the kernel
     * @param shell runs {@code install} lines
     * @param log told of modules that could not be loaded although the name could
     */
    NamedModules(NameResolver names, Backend backend, ShellCommand shell, Consumer<String> log) {
        this.names = names;
        this.backend = backend;
        this.shell = shell;
        this.log = log;
    }

    /**
     * Of several modules that a name means, each is tried, as modprobe does; one is enough.
     *
     * @throws LoadException of the last one, if none could be loaded
     */
    @Override
    public List<String> load(String name) throws IOException {
        List<LoadPlan> plans = plans(name);
        plans.removeIf(plan -> plan.blacklisted().isPresent());
        if (plans.isEmpty()) {
            throw new UnknownNameException(name);
        }
        List<String> loaded = new ArrayList<>();
        for (Iterator<LoadPlan> left = plans.iterator(); left.hasNext(); ) {
            LoadPlan plan = left.next();
            try {
                run(plan);
                loaded.add(plan.target().module());
            } catch (LoadException | IOException e) {
                if (loaded.isEmpty() && !left.hasNext()) {
                    throw e;
                }
                log.accept(name + ": " + e.getMessage());
            }
        }
        loaded.remove(NOTHING);
        return loaded;
    }

    private void run(LoadPlan plan) throws IOException {
        for (LoadPlan.Step step : plan.steps()) {
            try {
                take(step);
            } catch (LoadException | IOException e) {
                if (step.isRequired()) {
                    throw e;
                }
            }
        }
    }

    /** The index reads its parts when they are first asked for. */
    private synchronized List<LoadPlan> plans(String name) throws IOException {
        return new ArrayList<>(names.plans(names.resolve(name), ""));
    }

    private void take(LoadPlan.Step step) throws IOException {
        switch (step.action()) {
            case BUILT_IN -> {}
            case MISSING -> missing(step.module());
            case INSTALL, RUN -> command(step);
            case INSMOD -> insertOnce(step);
        }
    }

    /** Of loads that overlap, one inserts what both need, and the other waits for it as finit_module would. */
    private void insertOnce(LoadPlan.Step step) throws IOException {
        String module = step.module();
        synchronized (inserting) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (inserting.contains(module)) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new LoadException("insert " + module + " (its init does not end)", Errno.EBUSY);
                }
                try {
                    inserting.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new LoadException("insert " + module, Errno.EINTR);
                }
            }
            if (isThere(module)) {
                return;
            }
            inserting.add(module);
        }
        try {
            insert(step);
        } finally {
            synchronized (inserting) {
                inserting.remove(module);
                inserting.notifyAll();
            }
        }
    }

    private boolean isThere(String module) {
        Set<String> loaded = list().stream()
                .filter(known -> known.state() == ModuleState.LIVE)
                .map(ResidentModule::name)
                .collect(Collectors.toSet());
        return loaded.contains(module);
    }

    private void insert(LoadPlan.Step step) throws IOException {
        Attempt attempt = backend.insert(step.file().orElseThrow(), step.parameters());
        if (attempt.refused().isPresent()) {
            LinkResult result = attempt.refused().get();
            throw new LoadException(
                    "link " + step.module() + " ("
                            + result.findings().stream()
                                    .findFirst()
                                    .map(finding -> finding.describe())
                                    .orElse("no reason")
                            + ")",
                    Errno.ENOEXEC);
        }
        if (attempt.init() < 0) {
            throw new LoadException("init of " + step.module(), -attempt.init());
        }
    }

    /** What stands for no module in {@code alias} lines (modules.conf(5), modutils 2.4). */
    private static void missing(String module) throws IOException {
        if (module.equals("off")) {
            throw new LoadException("load (the configuration switches the name off)", Errno.ENOENT);
        }
        if (!module.equals(NOTHING)) {
            throw new UnknownNameException(module);
        }
    }

    private void command(LoadPlan.Step step) throws IOException {
        int code = shell.run(step.module(), step.shellCommand());
        if (code != 0) {
            throw new IOException("install command '" + step.shellCommand() + "' for module " + step.module()
                    + ": exit code " + code);
        }
    }

    @Override
    public List<ResidentModule> list() {
        return backend.list();
    }

    @Override
    public void remove(String module) {
        backend.remove(module);
    }
}
