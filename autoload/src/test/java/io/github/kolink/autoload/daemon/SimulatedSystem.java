// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import io.github.kolink.load.Errno;
import io.github.kolink.load.Insertion;
import io.github.kolink.load.LoadException;
import io.github.kolink.load.LoadableModule;
import io.github.kolink.load.ModuleInsertion;
import io.github.kolink.load.ResidentModule;
import io.github.kolink.load.SimulatedKernel;
import io.github.kolink.state.LoaderState;
import io.github.kolink.state.ModuleRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A simulated kernel with a small tree of modules: each exports one symbol and uses those of others. */
final class SimulatedSystem implements ModuleSystem {
    final SimulatedKernel kernel = LoadableModule.kernel(true);
    /** By name, the modules it uses. */
    final Map<String, List<String>> tree = new HashMap<>();
    /** By alias, the module. */
    final Map<String, String> aliases = new HashMap<>();

    final List<String> loads = new ArrayList<>();
    final List<String> removals = new ArrayList<>();
    private LoaderState state = new LoaderState("", "", List.of());

    @Override
    public List<String> load(String name) throws IOException {
        String module = aliases.getOrDefault(name, name);
        if (!tree.containsKey(module)) {
            throw new UnknownNameException(name);
        }
        insert(module);
        return List.of(module);
    }

    void insert(String module) {
        for (ResidentModule known : kernel.list()) {
            if (known.name().equals(module)) {
                if (known.state() == io.github.kolink.load.ModuleState.GOING) {
                    throw new LoadException("init_module " + module, Errno.EBUSY);
                }
                return;
            }
        }
        List<String> imports = new ArrayList<>(List.of("do_it"));
        for (String used : tree.get(module)) {
            insert(used);
            imports.add("of_" + used);
        }
        Insertion done = new ModuleInsertion(kernel, LoadableModule.linker(), state.bases(), state.exports())
                .insert(LoadableModule.of(module, "of_" + module, imports.toArray(String[]::new)), "");
        if (!done.isLoaded()) {
            throw new AssertionError(done.link().findings().toString());
        }
        loads.add(module);
        state = state.with(ModuleRecord.of(done, kernel.list().get(0)));
    }

    @Override
    public List<ResidentModule> list() {
        return kernel.list();
    }

    @Override
    public void remove(String module) {
        kernel.remove(module);
        removals.add(module);
        state = state.without(module);
    }

    List<String> there() {
        return kernel.list().stream().map(ResidentModule::name).sorted().toList();
    }
}
