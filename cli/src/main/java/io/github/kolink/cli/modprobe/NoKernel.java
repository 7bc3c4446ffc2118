// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.modprobe;

import io.github.kolink.cli.backend.Attempt;
import io.github.kolink.cli.backend.Backend;
import io.github.kolink.load.ResidentModule;
import java.nio.file.Path;
import java.util.List;

/** No way into a kernel is opened where there is nothing to load: names of what is built in, or of nothing. */
enum NoKernel implements Backend {
    INSTANCE;

    @Override
    public Attempt insert(Path file, String parameters) {
        throw new IllegalStateException("asked to load " + file);
    }

    @Override
    public List<ResidentModule> list() {
        return List.of();
    }

    @Override
    public void remove(String name) {
        throw new IllegalStateException("asked to remove " + name);
    }
}
