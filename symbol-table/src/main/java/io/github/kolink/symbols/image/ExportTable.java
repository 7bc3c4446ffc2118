// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.image;

import io.github.kolink.symbols.table.SymbolsBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The export table of an image, checked against its symbol list: every entry whose name is in kallsyms must have one of
 * the addresses kallsyms gives it, at one constant distance between file position and address.
 *
 * @param run the entries
 * @param delta what to add to an entry's value to get an address; 0 if it is one
 * @param agreed entries whose name and address kallsyms has
 * @param absent entries whose name kallsyms does not have (data, without {@code CONFIG_KALLSYMS_ALL})
 * @param disagreed entries that kallsyms contradicts; 0 in a table that is used
 * @param details CRCs and classes
 */
record ExportTable(ExportRun run, long delta, int agreed, int absent, int disagreed, ExportDetails details) {

    /** Finds the table: the run that agrees most often. */
    static Optional<ExportTable> locate(ImageBytes image, SymbolsBuilder symbols, int pointer) {
        Optional<ExportTable> relative = best(ExportRuns.selfRelative(image), symbols);
        return relative.isPresent() ? relative : best(NamePointers.runs(image, symbols, pointer), symbols);
    }

    private static Optional<ExportTable> best(List<ExportRun> runs, SymbolsBuilder symbols) {
        ExportTable best = null;
        for (ExportRun run : runs) {
            ExportTable table = check(run, symbols);
            if (table.agreed >= ExportRuns.SHORTEST && (best == null || table.agreed > best.agreed)) {
                best = table;
            }
        }
        return Optional.ofNullable(best);
    }

    private static ExportTable check(ExportRun run, SymbolsBuilder symbols) {
        long delta = run.encoding().relative ? voteDelta(run, symbols) : 0;
        int agreed = 0;
        int absent = 0;
        int disagreed = 0;
        for (int i = 0; i < run.count(); i++) {
            int symbol = symbolOf(run, i, delta, symbols);
            if (symbol != SymbolsBuilder.NONE) {
                agreed++;
            } else if (hasGlobalNamesake(run, i, symbols)) {
                disagreed++;
            } else {
                absent++;
            }
        }
        return new ExportTable(run, delta, agreed, absent, disagreed, ExportDetails.of(run));
    }

    /** The distance between positions and addresses that most entries with exactly one namesake ask for. */
    private static long voteDelta(ExportRun run, SymbolsBuilder symbols) {
        Map<Long, Integer> votes = new HashMap<>();
        long winner = 0;
        int most = 0;
        for (int i = 0; i < run.count(); i++) {
            int symbol = first(run, i, symbols);
            if (symbol != SymbolsBuilder.NONE && symbols.names().next(symbol) == SymbolsBuilder.NONE) {
                long delta = symbols.address(symbol) - run.value(i);
                int count = votes.merge(delta, 1, Integer::sum);
                if (count > most) {
                    most = count;
                    winner = delta;
                }
            }
        }
        return winner;
    }

    private static int first(ExportRun run, int index, SymbolsBuilder symbols) {
        return symbols.names().find(run.image().bytes, run.nameAt(index), run.nameLength(index));
    }

    /** The namesake at the entry's address, a global one if there are several; NONE if there is none. */
    private static int symbolOf(ExportRun run, int index, long delta, SymbolsBuilder symbols) {
        long address = run.value(index) + delta;
        int found = SymbolsBuilder.NONE;
        for (int s = first(run, index, symbols);
                s != SymbolsBuilder.NONE;
                s = symbols.names().next(s)) {
            if (symbols.address(s) == address && (found == SymbolsBuilder.NONE || symbols.isGlobal(s))) {
                found = s;
            }
        }
        return found;
    }

    private static boolean hasGlobalNamesake(ExportRun run, int index, SymbolsBuilder symbols) {
        for (int s = first(run, index, symbols);
                s != SymbolsBuilder.NONE;
                s = symbols.names().next(s)) {
            if (symbols.isGlobal(s)) {
                return true;
            }
        }
        return false;
    }

    /** Marks the exported symbols, adding those the symbol list does not have as global data ({@code D}). */
    void mark(SymbolsBuilder symbols) {
        int[] targets = new int[run.count()];
        for (int i = 0; i < run.count(); i++) {
            targets[i] = symbolOf(run, i, delta, symbols);
        }
        for (int i = 0; i < run.count(); i++) {
            int symbol = targets[i];
            if (symbol == SymbolsBuilder.NONE) {
                symbol = symbols.add(run.image().bytes, run.nameAt(i), run.nameLength(i), 'D');
                symbols.setAddress(symbol, run.value(i) + delta);
            }
            symbols.export(symbol, details.classBits(i));
            if (details.hasCrcs()) {
                symbols.setCrc(symbol, details.crc(i));
            }
            int namespace = symbols.textId(run.namespace(i).orElse(""));
            symbols.setNamespace(symbol, (char) Math.max(0, namespace));
        }
        symbols.index();
    }

    String note() {
        return agreed + " of " + run.count() + " exports agree with the symbol list, " + absent
                + " are in the export table only";
    }
}
