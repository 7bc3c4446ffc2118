// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import io.github.kolink.elf.ElfFile;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.ModuleTree;
import io.github.kolink.loadcheck.LoadCheck;
import io.github.kolink.loadcheck.LoadConditions;
import io.github.kolink.module.KernelModule;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.LoadedModule;
import io.github.kolink.symbols.SourceKind;
import io.github.kolink.symbols.SystemFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks kolink what a kernel would do with trials, with all the inputs it takes. */
final class Predictor {
    private final ModuleLinker linker;
    private final List<String> builtin;

    Predictor(OracleKernel kernel) throws IOException {
        EditedModule reference = kernel.module(Base.NAME);
        KernelModule module =
                KernelModule.of(ElfFile.parse(Base.NAME, reference.unsigned().bytes()));
        SystemFacts facts = new SystemFacts(Optional.empty(), Optional.empty(), Optional.empty(), module.reference());
        KernelSnapshot snapshot = KernelSnapshot.merge(
                List.of(kernel.snapshot(), KernelSnapshot.of(facts, SourceKind.MODULE, Base.NAME)));
        this.linker = ModuleLinker.of(module.file().machine(), snapshot);
        this.builtin = kernel.builtin();
    }

    /** One prediction for each trial of a boot; what was kept before it is there. */
    List<Prediction> predict(TrialBoot boot, List<RealLoad> reality) throws IOException {
        List<Prediction> predictions = new ArrayList<>();
        List<LoadedModule> loaded = new ArrayList<>();
        List<Path> providers = new ArrayList<>();
        Path folder = Files.createTempDirectory("kolink-oracle-");
        try {
            for (int i = 0; i < boot.trials().size(); i++) {
                Trial trial = boot.trials().get(i);
                Path file = folder.resolve(i + ".ko");
                Files.write(file, trial.module());
                LoadConditions conditions = new LoadConditions(
                        Optional.of(boot.commandLine()),
                        Optional.of(loaded),
                        List.of(),
                        Optional.of(builtin),
                        trial.parameters());
                predictions.add(Prediction.of(check(conditions, file, providers)));
                if (trial.kept() && reality.get(i).end() == RealLoad.End.LOADED) {
                    loaded.add(new LoadedModule(
                            EditedModule.of(trial.module()).structName(),
                            LoadedModule.State.LIVE,
                            reality.get(i).taints()));
                    providers.add(file);
                } else {
                    Files.delete(file);
                }
            }
        } finally {
            for (Path file : providers) {
                Files.delete(file);
            }
            Files.delete(folder);
        }
        return predictions;
    }

    private LinkResult check(LoadConditions conditions, Path file, List<Path> providers) {
        List<LinkResult> results = new ArrayList<>();
        LoadCheck.of(linker, conditions).check(List.of(file), providers, new ModuleTree.Listener() {
            @Override
            public void progress(int done, int total) {
                // nobody looks
            }

            @Override
            public void linked(Path path, LinkResult result) {
                results.add(result);
            }

            @Override
            public void unreadable(Path path, IOException problem) {
                throw new UncheckedIOException(problem);
            }
        });
        return results.get(0);
    }
}
