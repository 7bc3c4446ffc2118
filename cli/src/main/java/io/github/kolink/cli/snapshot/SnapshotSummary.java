// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.snapshot;

import io.github.kolink.cli.report.SourceLine;
import io.github.kolink.cli.terminal.Printable;
import io.github.kolink.symbols.ExportClass;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.KernelSymbol;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a snapshot knows, for people. */
final class SnapshotSummary {
    private final KernelSnapshot snapshot;
    private int exports;
    private int gpl;
    private int crcs;
    private int namespaced;
    private int addresses;
    private final Set<String> owners = new HashSet<>();

    SnapshotSummary(KernelSnapshot snapshot) {
        this.snapshot = snapshot;
        for (int i = 0; i < snapshot.symbols().size(); i++) {
            count(snapshot.symbols().symbol(i));
        }
    }

    private void count(KernelSymbol symbol) {
        addresses += symbol.address().isPresent() ? 1 : 0;
        if (!symbol.owner().isEmpty()) {
            owners.add(symbol.owner());
        }
        symbol.export().ifPresent(export -> {
            exports++;
            gpl += export.exportClass() == ExportClass.GPL ? 1 : 0;
            crcs += export.crc().isPresent() ? 1 : 0;
            namespaced += export.namespace().isPresent() ? 1 : 0;
        });
    }

    void print(PrintStream out) {
        row(out, "Release", snapshot.release().orElse("not known"));
        row(out, "Architecture", snapshot.architecture().orElse("not known"));
        snapshot.banner().ifPresent(banner -> row(out, "Banner", banner));
        snapshot.vermagic().ifPresent(vermagic -> row(out, "Vermagic", vermagic.strip()));
        snapshot.buildId().ifPresent(id -> row(out, "Build ID", id));
        snapshot.structModule()
                .ifPresent(struct -> row(
                        out,
                        "struct module",
                        figure(struct.size(), "%s bytes")
                                + figure(struct.initOffset(), ", init at %s")
                                + (struct.exitOffset() < 0 ? "" : figure(struct.exitOffset(), ", exit at %s"))));
        row(out, "Symbols", figure(snapshot.symbols().size(), "") + figure(addresses, ", %s with an address"));
        row(
                out,
                "Exports",
                figure(exports, "")
                        + figure(gpl, ", %s GPL-only")
                        + figure(crcs, ", %s with CRC")
                        + figure(namespaced, ", %s in a namespace"));
        if (!owners.isEmpty()) {
            row(out, "Modules", figure(owners.size(), "") + " own some of them");
        }
        row(
                out,
                "Config",
                snapshot.config().isEmpty()
                        ? "not known"
                        : figure(snapshot.config().size(), "%s options"));
        List<String> unknown = unknown();
        if (!unknown.isEmpty()) {
            row(out, "Not known", String.join(", ", unknown));
        }
        String title = "Made from";
        for (var source : snapshot.sources()) {
            row(out, title, SourceLine.whole(source));
            title = "";
        }
        title = "Conflicts";
        for (String conflict : snapshot.conflicts()) {
            row(out, title, conflict);
            title = "";
        }
    }

    private List<String> unknown() {
        List<String> unknown = new ArrayList<>();
        if (!snapshot.hasAddresses()) {
            unknown.add("addresses");
        }
        if (!snapshot.knowsExports()) {
            unknown.add("what is exported");
        }
        if (!snapshot.hasDataSymbols()) {
            unknown.add("data symbols that are not exported (CONFIG_KALLSYMS_ALL=n)");
        }
        if (!snapshot.knowsExportClasses()) {
            unknown.add("export classes");
        }
        if (!snapshot.knowsCrcs()) {
            unknown.add("CRCs");
        }
        if (!snapshot.knowsNamespaces()) {
            unknown.add("namespaces");
        }
        return unknown;
    }

    private static String figure(int number, String words) {
        String digits = String.format(Locale.ROOT, "%,d", number);
        return words.isEmpty() ? digits : number == 0 ? "" : words.replace("%s", digits);
    }

    private static void row(PrintStream out, String title, String text) {
        out.print(String.format(Locale.ROOT, "%-14s", title) + Printable.text(text) + "\n");
    }
}
