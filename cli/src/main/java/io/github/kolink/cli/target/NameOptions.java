// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.target;

import io.github.kolink.autoload.config.ModprobeConfig;
import io.github.kolink.autoload.config.ModulesConf;
import io.github.kolink.autoload.index.DepmodConfig;
import io.github.kolink.autoload.index.IndexBuild;
import io.github.kolink.autoload.index.TreeIndex;
import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say with which modules and which configuration a name is understood. */
@Command
public final class NameOptions {
    @Mixin
    private TreeOptions tree = new TreeOptions();

    @Option(
            names = {"-d", "--dirname"},
            paramLabel = "ROOT",
            description = "The system whose lib/modules/RELEASE is used; default: /.")
    private Path root = Path.of("/");

    @Option(
            names = {"-S", "--set-version"},
            paramLabel = "RELEASE",
            description = "The kernel's release; default: the running one's.")
    private Optional<String> release = Optional.empty();

    @Option(
            names = {"-C", "--modprobe-config"},
            paramLabel = "PATH",
            description = "A file or directory instead of /etc/modprobe.d and its kin; more than once if need be.")
    private List<Path> configuration = new ArrayList<>();

    @Option(
            names = "--modules-conf",
            paramLabel = "FILE",
            description = "A modules.conf of Linux 2.4, which counts before the configuration of today.")
    private Optional<Path> modulesConf = Optional.empty();

    /** Nothing chosen yet; picocli sets it. */
    public NameOptions() {}

    /**
     * The root of the system that is asked about.
     *
     * @return {@code /} unless another one was given
     */
    public Path root() {
        return root;
    }

    /**
     * The directory of the modules.
     *
     * @return it need not be there
     * @throws IOException if the running kernel's release cannot be read
     */
    public Path directory() throws IOException {
        return tree.directory(root, release);
    }

    /**
     * The index of the modules: that of depmod, or where it was not run, one made in memory from all modules.
     *
     * @return the index
     * @throws IOException if it cannot be read
     */
    public TreeIndex index() throws IOException {
        Path directory = directory();
        TreeIndex index = TreeIndex.in(directory);
        if (!Files.isDirectory(directory)) {
            throw new Failure(
                    ExitCode.INPUT, "no modules: " + directory + " is not there; name a directory with --tree");
        }
        return index.isPresent() ? index : TreeIndex.of(directory, IndexBuild.of(directory, DepmodConfig.DEFAULT));
    }

    /**
     * The configuration. The command line of the running kernel belongs to it, unless the modules are another kernel's.
     *
     * @param index of the modules, which bring soft dependencies
     * @return the configuration
     * @throws IOException if it cannot be read
     */
    public ModprobeConfig configuration(TreeIndex index) throws IOException {
        boolean running = !tree.isNamed() && release.isEmpty();
        ModprobeConfig today = ModprobeConfig.read(
                configuration.isEmpty() ? ModprobeConfig.DIRECTORIES : configuration,
                Optional.of(index),
                running ? ModprobeConfig.commandLine(root) : "");
        if (modulesConf.isEmpty()) {
            return today;
        }
        ModulesConf.Facts facts = new ModulesConf.Facts(
                index.tree().getFileName().toString(), System.getProperty("os.arch", ""), System.getenv(), false);
        return ModulesConf.read(modulesConf.get(), facts).config().and(today);
    }
}
