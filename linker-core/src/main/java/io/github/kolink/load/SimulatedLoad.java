// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

import io.github.kolink.layout.RegionKind;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.module.ModuleExport;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One load into a simulated kernel, in the order of {@code load_module} (kernel/module/main.c, 6.1). Whatever a step takes
 * is put on the module's list of things to undo, so that a failing load and a removal take the same way back.
 */
final class SimulatedLoad {
    private final SimulatedKernel kernel;
    private final SimulatedModule module;
    private final LinkedImage image;
    private final String parameters;
    private final List<Dependency> dependencies;

    SimulatedLoad(
            SimulatedKernel kernel,
            SimulatedModule module,
            LinkedImage image,
            String parameters,
            List<Dependency> dependencies) {
        this.kernel = kernel;
        this.module = module;
        this.image = image;
        this.parameters = parameters;
        this.dependencies = dependencies;
    }

    /** Everything before init. If it fails, everything but the memory is given back. */
    void form() {
        try {
            take(LoadStep.STRUCT_MODULE, "reference counts");
            list();
            take(LoadStep.SECTIONS, "version strings");
            take(LoadStep.SECTIONS, "symbol table");
            take(LoadStep.FINALISE, "architecture's data");
            take(LoadStep.ARGUMENTS, "arguments");
            take(LoadStep.ARGUMENTS, "dynamic debug table");
            take(LoadStep.ARGUMENTS, "ftrace pages");
            formation();
            take(LoadStep.NOTIFIERS, "livepatch hook");
            take(LoadStep.NOTIFIERS, "notifiers' entries");
            parameters();
            take(LoadStep.SYSFS, "sysfs directory");
        } catch (LoadException e) {
            module.unwind();
            unprotect();
            throw e;
        }
    }

    /** {@code do_init_module}: memory is the kernel's now, and freed by it if init fails. */
    int start() {
        int result = kernel.callInit(image);
        if (result < 0) {
            module.become(ModuleState.GOING);
            module.unwind();
            module.room().free();
            return result;
        }
        if (result > 0) {
            kernel.say("do_init_module: '" + module.name() + "'->init suspiciously returned " + result
                    + ", it should follow 0/-E convention");
        }
        module.become(ModuleState.LIVE);
        module.room().protect(RegionKind.RO_AFTER_INIT, "r--");
        module.room().freeInit();
        return result;
    }

    private void take(LoadStep step, String what) {
        kernel.mayFail(step, module.name(), what);
        String held = kernel.hold(module.name(), what);
        module.onUnwind(() -> kernel.give(held));
    }

    /** Step 3: the name, the dependencies, the list. */
    private void list() {
        String name = module.name();
        Optional<SimulatedModule> same = kernel.find(name);
        if (same.isPresent()) {
            throw new LoadException(
                    "COMMIT " + name, same.get().state() == ModuleState.LIVE ? Errno.EEXIST : Errno.EBUSY);
        }
        Set<String> held = new HashSet<>();
        for (Dependency dependency : dependencies) {
            if (held.add(dependency.name())) {
                hold(dependency);
            }
        }
        kernel.mayFail(LoadStep.LIST, name, "list");
        kernel.link(module);
        module.onUnwind(() -> kernel.unlink(module));
        take(LoadStep.LIST, "address tree");
    }

    /** {@code ref_module} and {@code strong_try_module_get}. */
    private void hold(Dependency dependency) {
        String what = "COMMIT " + module.name() + " (uses " + dependency.name() + ")";
        SimulatedModule used = kernel.find(dependency.name())
                .filter(known -> known.room().shownBase() == dependency.base())
                .orElseThrow(() -> new LoadException(what, Errno.ESTALE));
        switch (used.state()) {
            case LIVE -> {}
            case GOING -> throw new LoadException(what, Errno.ENODEV);
            case RESERVED, UNFORMED, COMING -> throw new LoadException(what, Errno.EBUSY);
        }
        take(LoadStep.LIST, "reference to " + dependency.name());
        used.users().add(module);
        module.onUnwind(() -> used.users().remove(module));
    }

    /** Step 7: {@code verify_exported_symbols}, then no page is writable and executable. */
    private void formation() {
        for (ModuleExport export : image.module().exports()) {
            Optional<String> other = kernel.exporter(export.name(), module);
            if (other.isPresent()) {
                kernel.say(module.name() + ": exports duplicate symbol " + export.name() + " (owned by " + other.get()
                        + ")");
                throw new LoadException("COMMIT " + module.name() + " (exports " + export.name() + ")", Errno.ENOEXEC);
            }
        }
        take(LoadStep.FORMATION, "bug table");
        kernel.mayFail(LoadStep.FORMATION, module.name(), "protections");
        SimulatedRoom room = module.room();
        room.protect(RegionKind.TEXT, "r-x");
        room.protect(RegionKind.RODATA, "r--");
        room.protect(RegionKind.INIT_TEXT, "r-x");
        room.protect(RegionKind.INIT_RODATA, "r--");
        module.become(ModuleState.COMING);
        module.onUnwind(() -> module.become(ModuleState.GOING));
    }

    private void parameters() {
        take(LoadStep.PARAMETERS, "parameters' memory");
        Optional<Errno> wrong = new SimulatedParameters(
                        module.name(), image.module().info().parameters(), kernel.lines())
                .parse(parameters);
        if (wrong.isPresent()) {
            throw new LoadException("COMMIT " + module.name() + " (parameters)", wrong.get());
        }
    }

    private void unprotect() {
        SimulatedRoom.ORDER.forEach(kind -> module.room().protect(kind, "rw-"));
    }
}
