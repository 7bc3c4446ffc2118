// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.autoloadd;

import io.github.kolink.autoload.daemon.ModuleSystem;
import io.github.kolink.autoload.daemon.UnknownNameException;
import io.github.kolink.autoload.names.LoadPlan;
import io.github.kolink.autoload.names.NameResolver;
import io.github.kolink.cli.backend.Attempt;
import io.github.kolink.cli.backend.Backend;
import io.github.kolink.link.LinkResult;
import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import io.github.kolink.load.ModuleState;
import io.github.kolink.load.ResidentModule;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Names of a module tree and its configuration, loaded through a backend. Thread-safe. */
final class NamedModules implements ModuleSystem {
    /** How long the stub waits for a module of the same name (docs/kernel-interface.md). */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final NameResolver names;
    private final Backend backend;
    private final Set<String> inserting = new HashSet<>();

    NamedModules(NameResolver names, Backend backend) {
        this.names = names;
        this.backend = backend;
    }

    @Override
    public List<String> load(String name) throws IOException {
        List<LoadPlan> plans = plans(name);
        plans.removeIf(plan -> plan.blacklisted().isPresent());
        if (plans.isEmpty()) {
            throw new UnknownNameException(name);
        }
        List<String> meant = new ArrayList<>();
        for (LoadPlan plan : plans) {
            for (LoadPlan.Step step : plan.steps()) {
                try {
                    take(step);
                } catch (LoadException | IOException e) {
                    if (step.isRequired()) {
                        throw e;
                    }
                }
            }
            meant.add(plan.target().module());
        }
        return meant;
    }

    /** The index reads its parts when they are first asked for. */
    private synchronized List<LoadPlan> plans(String name) throws IOException {
        return new ArrayList<>(names.plans(names.resolve(name), ""));
    }

    private void take(LoadPlan.Step step) throws IOException {
        switch (step.action()) {
            case BUILT_IN -> {}
            case MISSING -> throw new UnknownNameException(step.module());
            case INSTALL, RUN -> run(step.shellCommand());
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

    /** An {@code install} line's command, as modprobe runs it: by the shell. */
    private static void run(String command) throws IOException {
        Process shell = new ProcessBuilder("/bin/sh", "-c", command).inheritIO().start();
        try {
            if (shell.waitFor() != 0) {
                throw new IOException("install command '" + command + "': exit code " + shell.exitValue());
            }
        } catch (InterruptedException e) {
            shell.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("install command '" + command + "': interrupted", e);
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
