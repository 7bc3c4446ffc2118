// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.depmod;

import io.github.kolink.autoload.index.DepmodConfig;
import io.github.kolink.autoload.index.IndexBuild;
import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.cli.target.TreeOptions;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.module.ModuleSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kolink depmod}. */
@Command(
        name = "depmod",
        header = "Index a tree of modules: dependencies, aliases, symbols.",
        description = {
            "%nReads every module and writes what depmod(8) writes, byte for byte: modules.dep, .alias, .symbols,"
                    + " .softdep, .weakdep, .devname, and the binary indexes beside them. modprobe, udev and kolink"
                    + " read these files.%n"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kolink depmod",
            "  kolink depmod -b /mnt/root 6.1.0-56-amd64",
            "  kolink depmod -n --tree ./modules | grep ^alias"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:done, but something of the tree could not be read or told",
            "2:wrong usage",
            "4:the tree cannot be read, its modules need each other in a circle, or a file cannot be written"
        })
public final class DepmodCommand implements Callable<Integer> {
    private final Streams streams;

    @Option(
            names = {"-b", "--basedir"},
            paramLabel = "ROOT",
            description = "The system whose lib/modules/RELEASE is indexed; default: /.")
    private Path root = Path.of("/");

    @Mixin
    private TreeOptions tree = new TreeOptions();

    @Option(
            names = {"-o", "--outdir"},
            paramLabel = "DIR",
            description = "Write below this system root instead; with --tree, into this directory.")
    private Optional<Path> output = Optional.empty();

    @Option(
            names = {"-n", "--show", "--dry-run"},
            description = "Print the text files, write nothing.")
    private boolean show;

    @Option(
            names = {"-a", "--all"},
            description = "All modules, which is what is always done.")
    @SuppressWarnings("UnusedVariable") // scripts give it
    private boolean all;

    @Option(
            names = {"-A", "--quick"},
            description = "Do nothing if no module is newer than modules.dep.")
    private boolean quick;

    @Option(
            names = {"-C", "--config"},
            paramLabel = "PATH",
            description = "A file or directory instead of /etc/depmod.d and its kin; more than once if need be.")
    private List<Path> config = new ArrayList<>();

    @Parameters(arity = "0..1", paramLabel = "RELEASE", description = "The kernel's; default: the running one's.")
    private Optional<String> release = Optional.empty();

    /**
     * The verb.
     *
     * @param streams where it reads and writes
     */
    public DepmodCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        Path directory = tree.directory(root, release);
        String kernel =
                tree.isNamed() ? release.orElse("") : directory.getFileName().toString();
        if (!Files.isDirectory(directory)) {
            throw new Failure(ExitCode.INPUT, "could not open directory " + directory + ": no such directory");
        }
        if (quick && !show && isUpToDate(directory)) {
            return ExitCode.OK;
        }
        DepmodConfig rules = DepmodConfig.read(config.isEmpty() ? DepmodConfig.DIRECTORIES : config, kernel);
        IndexBuild index = IndexBuild.of(directory, rules);
        index.problems().forEach(streams::say);
        if (show) {
            streams.out().print(index.text());
        } else {
            index.write(output.map(to -> tree.isNamed() ? to : to.resolve("lib/modules/" + kernel))
                    .orElse(directory));
        }
        return index.problems().isEmpty() ? ExitCode.OK : ExitCode.FINDINGS;
    }

    private static boolean isUpToDate(Path directory) throws IOException {
        Path index = directory.resolve("modules.dep");
        if (!Files.exists(index)) {
            return false;
        }
        FileTime made = Files.getLastModifiedTime(index);
        for (Path module : ModuleSearch.below(directory)) {
            if (Files.getLastModifiedTime(module).compareTo(made) > 0) {
                return false;
            }
        }
        return true;
    }
}
