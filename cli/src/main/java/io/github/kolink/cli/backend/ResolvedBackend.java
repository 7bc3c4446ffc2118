// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.backend;

import io.github.kolink.kernel.jnr.ModuleCalls;
import io.github.kolink.kernel.resolved.ResolvedFile;
import io.github.kolink.kernel.resolved.SnapshotImports;
import io.github.kolink.load.ResidentModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.symbols.KernelSymbolTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** kolink resolves what the kernel exports, the kernel does the rest: no kernel side is needed. */
final class ResolvedBackend implements Backend {
    private final ModuleCalls calls;
    private final KernelSymbolTable symbols;

    ResolvedBackend(ModuleCalls calls, KernelSymbolTable symbols) {
        this.calls = calls;
        this.symbols = symbols;
    }

    @Override
    public Attempt insert(Path file, String parameters) throws IOException {
        ResolvedFile resolved = ResolvedFile.of(ModuleFile.read(file), new SnapshotImports(symbols));
        calls.init(resolved.copy(), parameters);
        return Attempt.DONE;
    }

    @Override
    public List<ResidentModule> list() {
        return calls.list();
    }

    @Override
    public void remove(String name) {
        calls.remove(name);
    }
}
