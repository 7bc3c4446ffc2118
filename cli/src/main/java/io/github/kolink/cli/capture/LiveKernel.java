// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.capture;

import io.github.kolink.capture.LoadPlan;
import io.github.kolink.capture.PlannedModule;
import io.github.kolink.capture.running.LiveCapture;
import io.github.kolink.capture.running.LocalFiles;
import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.cli.terminal.ProgressBar;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.symbols.KernelSymbol;
import io.github.kolink.symbols.KernelSymbolTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code kolink capture --live}: the kernel that runs this program. */
final class LiveKernel {
    private final Streams streams;
    private final Path root;
    private final LiveCapture live;

    private LiveKernel(Streams streams, Path root, LiveCapture live) {
        this.streams = streams;
        this.root = root;
        this.live = live;
    }

    static LiveKernel open(Streams streams, Path root) throws IOException {
        return new LiveKernel(streams, root, LiveCapture.open(new LocalFiles(root)));
    }

    /** The modules' folder if none is given. */
    Path modules() throws IOException {
        return root.resolve("lib/modules").resolve(live.release());
    }

    /**
     * Captures.
     *
     * @param wanted names of modules; if there are none, all that are loaded
     * @param config the kernel's configuration; if it is not given, the one in {@code /boot} if there is one
     */
    int run(List<String> wanted, Path tree, Optional<Path> config, Path output) throws IOException {
        ProgressBar bar = new ProgressBar(streams);
        KernelSymbolTable symbols = live.symbols().symbols();
        LoadPlan plan =
                LoadPlan.of(tree, name -> symbols.find(name).stream().anyMatch(KernelSymbol::isGlobal), bar::at);
        List<String> names = wanted.isEmpty() ? loadedOf(plan, bar) : wanted;
        List<PlannedModule> modules = plan.order(names);
        List<String> absent = modules.stream()
                .map(PlannedModule::name)
                .filter(name -> !live.loaded().contains(name))
                .toList();
        if (!absent.isEmpty()) {
            throw new Failure(ExitCode.INPUT, "not loaded in the running kernel: " + String.join(", ", absent));
        }
        CaptureProgress progress = new CaptureProgress(streams, bar);
        int captured = live.run(modules, config(config), output, progress);
        progress.end(captured, modules.size());
        return ExitCode.OK;
    }

    /** The loaded modules of the tree; the others are named, because nothing can be said about them. */
    private List<String> loadedOf(LoadPlan plan, ProgressBar bar) {
        Set<String> known = Set.copyOf(plan.names());
        List<String> names = new ArrayList<>();
        for (String name : live.loaded()) {
            if (known.contains(name)) {
                names.add(name);
            } else {
                bar.clear();
                streams.say(name + ": loaded, but not one of the tree's modules; not captured");
            }
        }
        return names;
    }

    private Optional<byte[]> config(Optional<Path> given) throws IOException {
        Path usual = root.resolve("boot/config-" + live.release());
        if (given.isPresent()) {
            return Optional.of(Files.readAllBytes(given.get()));
        }
        return Files.isReadable(usual) ? Optional.of(Files.readAllBytes(usual)) : Optional.empty();
    }
}
