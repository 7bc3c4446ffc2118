// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.check;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.cli.forms.ReportForm;
import io.github.kolink.cli.forms.Reporting;
import io.github.kolink.cli.outcome.BaselineOptions;
import io.github.kolink.cli.outcome.Shard;
import io.github.kolink.cli.target.KernelMatrix;
import io.github.kolink.cli.target.KernelOptions;
import io.github.kolink.cli.target.LoadOptions;
import io.github.kolink.cli.target.PlainLine;
import io.github.kolink.cli.target.SnapshotShelf;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.module.ModuleSearch;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code kolink check}: links modules in memory and tells which of them the kernel would refuse. */
@Command(
        name = "check",
        header = "Tell which modules a kernel would refuse, and why.",
        customSynopsis = {
            "kolink check [OPTIONS] MODULE.ko... [-- PARAM=VALUE...]",
            "       kolink check [OPTIONS] --tree DIR",
            "       kolink check --matrix KERNEL... [OPTIONS] MODULE.ko... | --tree DIR"
        },
        description = {
            "%nLinks each module in memory as the kernel's loader would: form of the file, layout, symbols and"
                    + " licences, relocations with their overflow checks. Modules given together may use each other's"
                    + " exports. Each problem is told in the kernel's own words first, then in ours.",
            "%nWithout --kernel the running kernel is meant: its image, symbols, configuration, command line, loaded"
                    + " modules and module tree, whatever of them can be read.",
            "%nWhat no check can know before the load is told in each report as not checked.%n"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kolink check --kernel /boot/vmlinuz-6.1.0-56-amd64 \\",
            "               --tree /lib/modules/6.1.0-56-amd64",
            "  kolink check --kernel amd64.snapshot --format json mydriver.ko",
            "  kolink check mydriver.ko -- debug=1",
            "",
            "  # A new finding fails, a known one does not; a table of modules and kernels.",
            "  kolink check --kernel amd64.snapshot --write-baseline known.txt *.ko",
            "  kolink check --kernel amd64.snapshot --baseline known.txt *.ko",
            "  kolink check --matrix kernels/ mydriver.ko"
        },
        exitCodeListHeading = "%nExit codes, the first that applies:%n",
        exitCodeList = {
            "2:wrong usage",
            "1:a module would be refused, or make the kernel read or write outside it; with"
                    + " --werror, one has a warning. Findings of the --baseline do not count.",
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

    @Option(
            names = "--tree",
            paramLabel = "DIR",
            description = "All modules below a directory. Of /lib/modules/RELEASE, whole and of this"
                    + " kernel, is also known that there are no others.")
    private List<Path> trees = new ArrayList<>();

    @Mixin
    private KernelOptions kernel = new KernelOptions();

    @Option(
            names = "--matrix",
            paramLabel = "KERNEL",
            description = {
                "Instead of --kernel: check for each of several kernels. A file is a kernel, a directory stands for"
                        + " the *.snapshot files in it. May be repeated."
            })
    private List<Path> matrix = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text (the default), json, jsonl, sarif, junit, github or html.")
    private ReportForm format = ReportForm.TEXT;

    private Shard shard = Shard.WHOLE;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads to check with (default: one for each processor); the report does not depend on it.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private BaselineOptions baseline = new BaselineOptions();

    @Mixin
    private LoadOptions load = new LoadOptions();

    /** Not there if picocli does not run the command. */
    @Spec
    private @Nullable CommandSpec spec;

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

    /**
     * The command of a line that says only what is said most often: kernels and other sources, the form of the report,
     * modules or trees, threads. picocli needs longer to read its own model of this verb than the check of a module takes.
     *
     * @param streams where it reads and writes
     * @param shelf the snapshots that are open already
     * @param words behind {@code check}
     * @return the command as picocli would have set it; empty if it has to read the line: it says more than that, or is wrong
     */
    public static Optional<CheckCommand> plain(Streams streams, SnapshotShelf shelf, List<String> words) {
        CheckCommand command = new CheckCommand(streams, shelf);
        Set<String> once = new HashSet<>();
        PlainLine line = new PlainLine(words);
        while (line.next()) {
            boolean taken = switch (line.option()) {
                case "" -> command.operand(line.value());
                case "--tree" -> command.trees.add(Path.of(line.value()));
                case "--format" -> once.add("--format") && command.form(line.value());
                case "--threads" -> once.add("--threads") && command.threads(line.threads());
                default -> command.kernel.take(line.option(), line.value());
            };
            if (!taken) {
                return Optional.empty();
            }
        }
        return line.isPlain() && command.operands.isEmpty() != command.trees.isEmpty()
                ? Optional.of(command)
                : Optional.empty();
    }

    private boolean operand(String word) {
        return !Files.isDirectory(Path.of(word)) && operands.add(word);
    }

    private boolean threads(int count) {
        threads = count;
        return count > 0;
    }

    private boolean form(String name) {
        for (ReportForm each : ReportForm.values()) {
            if (each.toString().equals(name)) {
                format = each;
                return true;
            }
        }
        return false;
    }

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            description = "Check part I of N only, with --format jsonl; 'kolink merge' joins the parts.")
    void setShard(String words) {
        try {
            shard = Shard.of(words);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    @Override
    public Integer call() throws IOException {
        ModuleArguments arguments = ModuleArguments.of(operands, words());
        if (arguments.modules().isEmpty() == trees.isEmpty()) {
            throw wrong("Give either modules or --tree DIR");
        }
        if (!matrix.isEmpty() && (!kernel.isEmpty() || load.modules().isPresent())) {
            throw wrong("A kernel of --matrix is one file that holds all that is known of it ('kolink snapshot create'"
                    + " makes it): no --kernel, --symvers, --config, --modules beside it");
        }
        if (threads < 1 || threads > 256) {
            throw wrong("--threads must be between 1 and 256");
        }
        if (shard.of() > 1 && format != ReportForm.JSONL) {
            throw wrong("--shard needs --format jsonl");
        }
        List<Path> files = files(arguments.modules());
        Map<String, Path> kernels = KernelMatrix.kernels(matrix);
        CheckRun run =
                new CheckRun(files, matrix.isEmpty() ? List.of("") : List.copyOf(kernels.keySet()), shard, threads);
        CheckRun.Opener opener;
        if (matrix.isEmpty()) {
            // Opened before anything is printed, and named by its release.
            OpenKernel only = OpenKernel.of(
                    "", CheckTarget.of(kernel, load, shelf, files, arguments.parameters(), streams), load, trees);
            opener = name -> only;
        } else {
            opener = name -> OpenKernel.of(
                    name,
                    CheckTarget.of(
                            KernelSnapshot.open(Objects.requireNonNull(kernels.get(name))),
                            kernel,
                            load,
                            files,
                            arguments.parameters()),
                    load,
                    trees);
        }
        Reporting reporting = new Reporting(streams, format, run.scope(format, baseline.strict()), baseline);
        try (reporting) {
            run.ask(opener, reporting);
        }
        return reporting.end();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }

    /** The command line; a plain one has no {@code --}, for which alone it is needed. */
    private List<String> words() {
        return spec == null ? List.of() : spec.commandLine().getParseResult().originalArgs();
    }

    private List<Path> files(List<String> operands) throws IOException {
        if (trees.isEmpty()) {
            List<Path> modules = new ArrayList<>();
            for (String operand : operands) {
                Path module = Path.of(operand);
                modules.add(module);
                if (Files.isDirectory(module)) {
                    throw wrong(module + " is a directory: say --tree " + module);
                }
            }
            return modules;
        }
        List<Path> files = new ArrayList<>();
        for (Path tree : trees) {
            if (!Files.exists(tree)) {
                throw new NoSuchFileException(tree.toString());
            }
            files.addAll(ModuleSearch.below(tree));
        }
        if (files.isEmpty()) {
            throw new Failure(
                    ExitCode.INPUT, trees.get(0) + ": no modules (*.ko, *.ko.gz, *.ko.xz, *.ko.zst) below it");
        }
        return files;
    }
}
