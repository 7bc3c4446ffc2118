// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.backend;

import io.github.kolink.elf.ElfFile;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.load.LoadLayout;
import io.github.kolink.load.ModuleInsertion;
import io.github.kolink.load.ResidentModule;
import io.github.kolink.load.SimulatedKernel;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A kernel in memory, empty at first: what would happen, with no kernel asked. */
final class SimulateBackend implements Backend {
    private final SimulatedKernel kernel;
    private final ModuleLinker linker;
    private final ModuleInsertion insertion;
    private int said;

    SimulateBackend(ModuleLinker target) {
        this.linker = new ModuleLinker(target.target(), target.architecture(), new LoadLayout());
        this.kernel = new SimulatedKernel(
                linker.memoryModel(), target.target().facts().has(KernelFact.MEMORY_TYPES), target.target()::exports);
        this.insertion = new ModuleInsertion(kernel, linker, Map.of());
    }

    @Override
    public Attempt insert(Path file, String parameters) throws IOException {
        ModuleFile bytes = ModuleFile.read(file);
        KernelModule module = KernelModule.of(
                ElfFile.parseAs(
                        bytes.name(),
                        bytes.bytes(),
                        linker.architecture().machine(),
                        linker.target().facts()),
                linker.target().facts());
        Attempt attempt = Attempt.of(insertion.insert(module, parameters), List.of());
        List<String> news = kernel.log().subList(said, kernel.log().size());
        said += news.size();
        return new Attempt(attempt.refused(), attempt.init(), news);
    }

    @Override
    public List<ResidentModule> list() {
        return kernel.list();
    }

    @Override
    public void remove(String name) {
        kernel.remove(name);
    }

    @Override
    public void close() {
        kernel.close();
    }
}
