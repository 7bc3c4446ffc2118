// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.target;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The option that names a tree of modules, and where a system has it. */
@Command
public final class TreeOptions {
    @Option(names = "--tree", paramLabel = "DIR", description = "The modules; default: those of the running kernel.")
    private Optional<Path> tree = Optional.empty();

    /** Nothing chosen yet; picocli sets it. */
    public TreeOptions() {}

    /**
     * Whether the tree itself was named, so that it may be of any release.
     *
     * @return true if so
     */
    public boolean isNamed() {
        return tree.isPresent();
    }

    /**
     * The directory of the modules.
     *
     * @param root of the system whose {@code lib/modules} is meant
     * @param release of the kernel; empty: of the one that the system runs
     * @return it need not be there
     * @throws IOException if the running kernel's release cannot be read
     */
    public Path directory(Path root, Optional<String> release) throws IOException {
        if (tree.isPresent()) {
            return tree.get();
        }
        String name =
                release.isPresent() ? release.get() : RunningKernel.of(root).release();
        return root.resolve("lib/modules").resolve(name);
    }
}
