// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.backend;

import com.google.common.base.Suppliers;
import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.finding.Verdict;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.kernel.device.DeviceIdentity;
import io.github.kolink.kernel.device.DeviceIdentity.Capability;
import io.github.kolink.kernel.device.DeviceKernel;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.load.Errno;
import io.github.kolink.load.Insertion;
import io.github.kolink.load.LoadException;
import io.github.kolink.load.LoadLayout;
import io.github.kolink.load.ModuleInsertion;
import io.github.kolink.load.ResidentModule;
import io.github.kolink.loadcheck.LoadCheck;
import io.github.kolink.loadcheck.LoadConditions;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.module.ModuleImport;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * kolink as the loader: the kernel looks up the module's imports, kolink links for the room it gives, the kernel completes
 * the image. What else is known of the kernel comes from what it says of itself and from its configuration, and is the same
 * for every module: it is found out once.
 */
final class DeviceBackend implements Backend {
    private final DeviceKernel kernel;
    private final KernelFiles files;
    private final Supplier<Architecture> architecture;
    private final Supplier<Optional<KernelFacts>> facts;

    DeviceBackend(DeviceKernel kernel, KernelFiles files) {
        this.kernel = kernel;
        this.files = files;
        architecture = Suppliers.memoize(this::architecture);
        facts = Suppliers.memoize(() -> files.facts(architecture.get().usualFacts()));
    }

    @Override
    public Attempt insert(Path file, String parameters) throws IOException {
        DeviceIdentity identity = kernel.identity();
        Architecture architecture = this.architecture.get();
        ModuleFile bytes = ModuleFile.read(file);
        KernelModule module = KernelModule.of(ElfFile.parse(bytes.name(), bytes.bytes()));
        // Modules carry the version of module_layout without importing it (check_modstruct_version).
        List<String> names = Stream.concat(
                        module.imports().stream().map(ModuleImport::name), Stream.of("module_layout"))
                .distinct()
                .toList();
        ResolvedExports exports = new ResolvedExports(kernel.resolve(names));
        KernelSnapshot snapshot = exports.snapshot(files.exports(exports.hasVersions()));
        KernelFacts facts = told(this.facts.get().orElseGet(() -> KernelFacts.of(snapshot, architecture.usualFacts())));
        ModuleLinker linker = new ModuleLinker(
                new KernelTarget(snapshot, facts, Map.of(), Optional.of(identity.structModule())),
                architecture,
                new LoadLayout());
        LoadConditions conditions =
                new LoadConditions(Optional.empty(), Optional.empty(), List.of(), Optional.empty(), parameters);
        ModuleLinker asking = LoadCheck.of(linker, conditions).linker();
        KernelModule again =
                KernelModule.of(ElfFile.parseAs(bytes.name(), bytes.bytes(), architecture.machine(), facts), facts);
        Insertion insertion = new ModuleInsertion(kernel, asking, exports.bases()).insert(again, parameters);
        List<String> missing = exports.missing(module.imports(), architecture);
        if (insertion.init().isEmpty() && insertion.link().verdict() == Verdict.UNKNOWN && !missing.isEmpty()) {
            // The linker cannot know who exports them; the kernel was asked, and nobody does.
            throw new LoadException("Unknown symbol " + String.join(", ", missing), Errno.ENOENT);
        }
        return Attempt.of(insertion, List.of());
    }

    private Architecture architecture() {
        ElfMachine machine = kernel.identity().machine();
        return Architecture.of(machine)
                .orElseThrow(() -> new Failure(ExitCode.UNKNOWN, "no architecture for e_machine " + machine.machine()));
    }

    /** The kernel knows itself better than its configuration file does. */
    private KernelFacts told(KernelFacts read) {
        DeviceIdentity identity = kernel.identity();
        return read.asRelease(identity.release())
                .with(KernelFact.SMP, identity.capabilities().contains(Capability.PERCPU))
                .with(KernelFact.KALLSYMS, identity.capabilities().contains(Capability.KALLSYMS))
                .with(KernelFact.MODULE_UNLOAD, identity.capabilities().contains(Capability.MODULE_UNLOAD))
                .with(KernelFact.MODULE_SIG, identity.capabilities().contains(Capability.MODULE_SIG));
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
