// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.state;

import io.github.kolink.cli.target.ModuleDirectory;
import io.github.kolink.cli.target.RunningKernel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options that name a system whose modules are looked at. */
@Command
final class LiveOptions {
    @Option(
            names = "--root",
            paramLabel = "DIR",
            defaultValue = "/",
            description = "The root of the system; /proc and /sys are looked for below it.")
    private Path root = Path.of("/");

    @Option(
            names = "--tree",
            paramLabel = "DIR",
            description = "The modules' files; default: lib/modules of the kernel's release.")
    private Optional<Path> tree = Optional.empty();

    LiveOptions() {}

    LiveModules modules() throws IOException {
        Optional<ModuleDirectory> files = tree.isPresent()
                ? Optional.of(ModuleDirectory.below(tree.get()))
                : RunningKernel.of(root).modules();
        return new LiveModules(root, files);
    }
}
