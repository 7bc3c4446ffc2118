// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.symbols.LoadedModule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The system before the load: freshly booted, unless the conditions tell which modules are loaded. */
final class SystemState {
    private final Map<String, LoadedModule> loaded = new HashMap<>();
    private final CommandLine commandLine;

    SystemState(LoadConditions conditions) {
        for (LoadedModule module : conditions.loaded().orElse(List.of())) {
            loaded.putIfAbsent(module.name(), module);
        }
        commandLine = new CommandLine(conditions);
    }

    Optional<LoadedModule> module(String name) {
        return Optional.ofNullable(loaded.get(name));
    }

    boolean hasModules() {
        return !loaded.isEmpty();
    }

    /** Whether a module that is loaded has tainted the kernel so. */
    boolean isTainted(String letter) {
        for (LoadedModule module : loaded.values()) {
            if (module.taints().contains(letter)) {
                return true;
            }
        }
        return false;
    }

    CommandLine commandLine() {
        return commandLine;
    }
}
