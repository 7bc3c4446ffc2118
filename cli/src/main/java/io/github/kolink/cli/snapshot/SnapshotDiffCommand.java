// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.snapshot;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.report.Hexadecimal;
import io.github.kolink.cli.terminal.Printable;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.symbols.Export;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.SnapshotDiff;
import io.github.kolink.symbols.SnapshotDiff.Change;
import io.github.kolink.symbols.SnapshotDiff.Entry;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kolink snapshot diff}. */
@Command(
        name = "diff",
        header = "Compare two kernels as modules see them.",
        description = {
            "%nCompares symbols by name and owner, not by address, and exports by class, CRC and namespace where both"
                    + " snapshots know them. Lines start with - (only in A), + (only in B) or ~ (changed).%n"
        },
        footerHeading = "%nExample:%n",
        footer = {"  kolink snapshot diff 6.1.0-47.snapshot 6.1.0-56.snapshot | grep '^~'"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:equal", "1:different", "2:wrong usage", "4:a file could not be read"})
final class SnapshotDiffCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(index = "0", paramLabel = "A", description = "Snapshot or other source of symbols.")
    private Path first = Path.of("");

    @Parameters(index = "1", paramLabel = "B", description = "The one to compare it with.")
    private Path second = Path.of("");

    SnapshotDiffCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        SnapshotDiff diff = SnapshotDiff.between(KernelSnapshot.open(first), KernelSnapshot.open(second));
        PrintStream out = streams.out();
        print(out, "- symbol ", diff.symbolsRemoved());
        print(out, "+ symbol ", diff.symbolsAdded());
        print(out, "- export ", diff.exportsRemoved());
        print(out, "+ export ", diff.exportsAdded());
        for (Change change : diff.exportsChanged()) {
            out.print("~ export " + name(change.symbol()) + ": " + words(change) + "\n");
        }
        streams.say(
                diff.isEmpty()
                        ? "no difference"
                        : String.format(
                                Locale.ROOT,
                                "symbols: %,d gone, %,d new; exports: %,d gone, %,d new, %,d changed",
                                diff.symbolsRemoved().size(),
                                diff.symbolsAdded().size(),
                                diff.exportsRemoved().size(),
                                diff.exportsAdded().size(),
                                diff.exportsChanged().size()));
        return diff.isEmpty() ? ExitCode.OK : ExitCode.FINDINGS;
    }

    private static void print(PrintStream out, String mark, List<Entry> entries) {
        entries.forEach(entry -> out.print(mark + name(entry) + "\n"));
    }

    private static String name(Entry entry) {
        return Printable.text(entry.name())
                + (entry.owner().isEmpty() ? "" : " [" + Printable.text(entry.owner()) + "]");
    }

    private static String words(Change change) {
        List<String> words = new ArrayList<>();
        if (change.crcChanged()) {
            words.add("CRC " + crc(change.before()) + " -> " + crc(change.after()));
        }
        if (change.classChanged()) {
            words.add("class " + change.before().exportClass() + " -> "
                    + change.after().exportClass());
        }
        if (change.namespaceChanged()) {
            words.add("namespace " + namespace(change.before()) + " -> " + namespace(change.after()));
        }
        return String.join(", ", words);
    }

    private static String crc(Export export) {
        return Hexadecimal.crc(export.crc().orElse(0));
    }

    private static String namespace(Export export) {
        return export.namespace().map(Printable::text).orElse("none");
    }
}
