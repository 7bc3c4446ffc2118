// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.backend;

import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import io.github.kolink.load.ModuleState;
import io.github.kolink.load.ResidentModule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A kernel that is a list of names: what a file is called is loaded, unless it is to be refused. */
public final class ListedKernel implements Backend {
    /** What was done, such as {@code insert a x=1}. */
    public final List<String> done = new ArrayList<>();
    /** By module, the modules that use it. */
    public final Map<String, List<String>> users = new HashMap<>();
    /** Modules that it does not take. */
    public final List<String> refused = new ArrayList<>();

    private final List<String> loaded = new ArrayList<>();

    @Override
    public Attempt insert(Path file, String parameters) {
        String name = file.getFileName().toString().replace(".ko", "");
        done.add(("insert " + name + " " + parameters).strip());
        if (refused.contains(name)) {
            throw new LoadException("init_module " + name, Errno.ENODEV);
        }
        loaded.add(0, name);
        return Attempt.DONE;
    }

    @Override
    public List<ResidentModule> list() {
        return loaded.stream()
                .map(name -> {
                    List<String> by = users.getOrDefault(name, List.of()).stream()
                            .filter(loaded::contains)
                            .toList();
                    return new ResidentModule(
                            name, 0xffffffffc0000000L, 4096, ModuleState.LIVE, by.size(), by, OptionalInt.empty());
                })
                .toList();
    }

    @Override
    public void remove(String name) {
        done.add("remove " + name);
        if (!loaded.remove(name)) {
            throw new LoadException("delete_module " + name, Errno.ENOENT);
        }
    }
}
