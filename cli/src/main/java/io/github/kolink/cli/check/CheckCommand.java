// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.check;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.cli.target.KernelOptions;
import io.github.kolink.cli.target.LoadOptions;
import io.github.kolink.cli.target.SnapshotShelf;
import io.github.kolink.cli.terminal.ProgressBar;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.ModuleTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kolink check}: links modules in memory and tells which of them the kernel would refuse. */
@Command(
        name = "check",
        header = "Tell which modules a kernel would refuse, and why.",
        customSynopsis = {
            "kolink check [OPTIONS] MODULE.ko... [-- PARAM=VALUE...]",
            "       kolink check [OPTIONS] --tree DIR"
        },
        description = {
            "%nLinks each module in memory as the kernel's loader would: form of the file, layout, symbols and"
                    + " licences, relocations with their overflow checks. Modules given together may use each other's"
                    + " exports. Each problem is told in the kernel's own words first, then in ours.",
            "%nWithout --kernel the running kernel is meant: its image, symbols, configuration, command line, loaded"
                    + " modules and module tree, whatever of them can be read.",
            "%nNot checked: symbol versions (CRCs), namespaces, vermagic, signatures, and what happens after linking"
                    + " (security modules, memory, the module's own init).%n"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kolink check --kernel /boot/vmlinuz-6.1.0-56-amd64 \\",
            "               --tree /lib/modules/6.1.0-56-amd64",
            "  kolink check --kernel amd64.snapshot --format json mydriver.ko",
            "  kolink check mydriver.ko -- debug=1"
        },
        exitCodeListHeading = "%nExit codes, the first that applies:%n",
        exitCodeList = {
            "2:wrong usage",
            "1:a module would be refused, or make the kernel read or write outside it",
            "4:an input could not be read (the others are checked all the same)",
            "3:cannot tell: the snapshot lacks what would decide",
            "0:all would load"
        })
public final class CheckCommand implements Callable<Integer> {
    private final Streams streams;
    private final SnapshotShelf shelf;

    @Parameters(
            arity = "0..*",
            paramLabel = "MODULE.ko",
            description = "Modules: plain, .gz, .xz or .zst, recognised by content; behind -- the parameters they get.")
    private List<String> operands = new ArrayList<>();

    @Option(names = "--tree", paramLabel = "DIR", description = "All modules below a directory.")
    private List<Path> trees = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text (the default) or json.")
    private CheckFormat format = CheckFormat.TEXT;

    @Mixin
    private KernelOptions kernel = new KernelOptions();

    @Mixin
    private LoadOptions load = new LoadOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /**
     * The verb.
     *
     * @param streams where it reads and writes
     * @param shelf the snapshots that are open already
     */
    public CheckCommand(Streams streams, SnapshotShelf shelf) {
        this.streams = streams;
        this.shelf = shelf;
    }

    @Override
    public Integer call() throws IOException {
        ModuleArguments arguments =
                ModuleArguments.of(operands, spec.commandLine().getParseResult().originalArgs());
        if (arguments.modules().isEmpty() == trees.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Give either modules or --tree DIR");
        }
        List<Path> files = files(arguments.modules());
        CheckTarget target = CheckTarget.of(kernel, load, shelf, files, arguments.parameters(), streams);
        CheckTotals totals = new CheckTotals(target.linker().architecture().types());
        try (CheckReport report = format.open(streams, target.linker().target(), totals, files.size())) {
            target.check().check(files, target.providers(), new Listener(report, totals, new ProgressBar(streams)));
        }
        return totals.exitCode();
    }

    private List<Path> files(List<String> operands) throws IOException {
        if (trees.isEmpty()) {
            List<Path> modules = operands.stream().map(Path::of).toList();
            for (Path module : modules) {
                if (Files.isDirectory(module)) {
                    throw new ParameterException(spec.commandLine(), module + " is a directory: say --tree " + module);
                }
            }
            return modules;
        }
        List<Path> files = new ArrayList<>();
        for (Path tree : trees) {
            if (!Files.exists(tree)) {
                throw new NoSuchFileException(tree.toString());
            }
            files.addAll(ModuleTree.find(tree));
        }
        if (files.isEmpty()) {
            throw new Failure(
                    ExitCode.INPUT, trees.get(0) + ": no modules (*.ko, *.ko.gz, *.ko.xz, *.ko.zst) below it");
        }
        return files;
    }

    /** Passes results on to totals and report, in the order of the files. */
    private record Listener(CheckReport report, CheckTotals totals, ProgressBar bar) implements ModuleTree.Listener {
        @Override
        public void progress(int done, int total) {
            if (done == total) {
                bar.clear();
            } else {
                bar.at(done, total);
            }
        }

        @Override
        public void linked(Path file, LinkResult result) {
            totals.add(result);
            if (report.shows(result)) {
                bar.clear();
            }
            report.linked(file.toString(), result);
        }

        @Override
        public void unreadable(Path file, IOException problem) {
            totals.addUnreadable();
            bar.clear();
            report.unreadable(file.toString(), Failure.describe(problem));
        }
    }
}
