// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.sum;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.cli.target.PlainLine;
import io.github.kolink.cli.target.SnapshotShelf;
import io.github.kolink.cli.target.TargetKernel;
import io.github.kolink.cli.terminal.ProgressBar;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.module.ModuleSearch;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kolink sum}. */
@Command(
        name = "sum",
        header = "Add up the words of a tree's linked images, to compare linkers.",
        description = {
            "%nLinks every module below a directory in a layout simple enough to be rebuilt in any language, and prints"
                    + " the sum of all 64-bit words of all images (mod 2^64), the number of modules and the number of"
                    + " relocations. Two linkers that agree on every byte agree on the sum. For x86_64 and arm64.",
            "%nThe layout: one block per module; code, read-only data, data flagged read-only after init in the file,"
                    + " writable data; core sections, then .init ones; padded to pages behind every group but the"
                    + " writable one, which shares its padding with the end of the part. Blocks run on from"
                    + " 0xffffffffc0000000 (arm64 0xffff800004000000), from the start again when 24 MiB more would leave"
                    + " 1008 MiB (64 MiB). Per-CPU symbols count from 0x20000 (0xffff800009800000).%n"
        },
        footerHeading = "%nExample:%n",
        footer = {"  kolink sum --kernel vmlinuz --tree /lib/modules/6.1.0-56-amd64"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every module is in the sum",
            "1:some could not be linked; standard error tells which",
            "2:wrong usage",
            "4:an input could not be read"
        })
public final class SumCommand implements Callable<Integer> {
    private final Streams streams;
    private final SnapshotShelf shelf;

    @Option(
            names = "--kernel",
            required = true,
            paramLabel = "SNAPSHOT",
            description = "The kernel: any source of symbols. Several are merged.")
    private List<Path> kernels = new ArrayList<>();

    @Option(names = "--tree", required = true, paramLabel = "DIR", description = "Where the modules are.")
    private Path tree = Path.of("");

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads to link with (default: ${DEFAULT-VALUE}).")
    private int threads = 1;

    /** Not there if picocli does not run the command. */
    @Spec
    private @Nullable CommandSpec spec;

    /**
     * The verb.
     *
     * @param streams where it reads and writes
     * @param shelf the snapshots that are open already
     */
    public SumCommand(Streams streams, SnapshotShelf shelf) {
        this.streams = streams;
        this.shelf = shelf;
    }

    /**
     * The command of a line that says no more than there is to say.
     *
     * @param streams where it reads and writes
     * @param shelf the snapshots that are open already
     * @param words behind {@code sum}
     * @return the command as picocli would have set it; empty if it has to read the line, because it is wrong or asks for help
     */
    public static Optional<SumCommand> plain(Streams streams, SnapshotShelf shelf, List<String> words) {
        SumCommand command = new SumCommand(streams, shelf);
        Set<String> once = new HashSet<>();
        PlainLine line = new PlainLine(words);
        while (line.next()) {
            boolean known = line.option().equals("--kernel") || once.add(line.option());
            switch (line.option()) {
                case "--kernel" -> command.kernels.add(Path.of(line.value()));
                case "--tree" -> command.tree = Path.of(line.value());
                case "--threads" -> {
                    command.threads = line.threads();
                    known &= command.threads > 0;
                }
                default -> known = false;
            }
            if (!known) {
                return Optional.empty();
            }
        }
        return line.isPlain() && !command.kernels.isEmpty() && once.contains("--tree")
                ? Optional.of(command)
                : Optional.empty();
    }

    @Override
    public Integer call() throws IOException {
        if (threads < 1 || threads > 256) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--threads must be between 1 and 256");
        }
        FutureTask<KernelOpening.Opened> opening = KernelOpening.begin(shelf, kernels);
        List<Path> files = ModuleSearch.below(tree);
        if (files.isEmpty()) {
            throw new Failure(ExitCode.INPUT, tree + ": no modules below it");
        }
        KernelOpening.Opened kernel = KernelOpening.result(opening);
        Architecture architecture = kernel.architecture().orElseGet(() -> TargetKernel.architecture(files));
        ProgressBar bar = new ProgressBar(streams);
        TreeSum.Result result = sum(kernel.snapshot(), architecture, files, bar).compute(threads);
        bar.clear();
        for (Map.Entry<String, String> failure : result.failures().entrySet()) {
            streams.say(failure.getKey() + ": " + failure.getValue());
        }
        streams.out().print(digits(result.sum()) + " " + result.modules() + " " + result.relocations() + "\n");
        return result.failures().isEmpty() ? ExitCode.OK : ExitCode.FINDINGS;
    }

    /** Sixteen hexadecimal digits. */
    private static String digits(long word) {
        String digits = Long.toHexString(word);
        return "0".repeat(16 - digits.length()) + digits;
    }

    private TreeSum sum(KernelSnapshot snapshot, Architecture architecture, List<Path> files, ProgressBar bar) {
        try {
            return new TreeSum(snapshot, architecture, files, bar::at);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }
}
