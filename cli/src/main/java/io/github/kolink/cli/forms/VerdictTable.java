// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import io.github.kolink.cli.outcome.CheckedModule;
import io.github.kolink.cli.terminal.Palette;
import io.github.kolink.cli.terminal.Printable;
import io.github.kolink.finding.Taint;
import io.github.kolink.finding.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Modules down, kernels across, a verdict in each place; what is known stands in parentheses. What is wider than a terminal
 * is folded: some kernels, and below them the next ones. Of many modules with the same verdicts the first one is shown, and
 * how many more there are.
 */
final class VerdictTable {
    private static final int WIDTH = 100;
    private static final int LONGEST_NAME = 40;
    private static final int ALL_SHOWN = 40;
    private static final int GROUP_SHOWN = 10;

    private final Palette palette;
    private final Set<String> kernels = new LinkedHashSet<>();
    private final Map<String, Map<String, Cell>> rows = new LinkedHashMap<>();
    private final Map<Cell, Cell> cells = new HashMap<>();

    /** One verdict; the same one is kept once. */
    private record Cell(Optional<Verdict> verdict, String words) {}

    VerdictTable(Palette palette) {
        this.palette = palette;
    }

    void add(CheckedModule module) {
        kernels.add(module.kernel());
        Cell cell = cell(module);
        rows.computeIfAbsent(module.path(), unused -> new HashMap<>())
                .put(module.kernel(), cells.computeIfAbsent(cell, same -> same));
    }

    private static Cell cell(CheckedModule module) {
        return new Cell(module.verdict(), words(module));
    }

    /** What stands in a module's place: whether it loads, with which taints, or why not. */
    static String words(CheckedModule module) {
        boolean good = module.verdict().filter(Verdict::loads).isPresent();
        String taints = module.taints().stream().map(Taint::name).collect(Collectors.joining());
        String words = good ? "loads" + (taints.isEmpty() ? "" : " " + taints) : module.label();
        if (!module.errno().isEmpty()) {
            words += " " + module.errno();
        }
        return module.counted().equals(module.verdict()) ? words : "(" + words + ")";
    }

    List<String> lines() {
        Map<String, Map<String, Cell>> shown = rows.size() <= ALL_SHOWN ? named() : grouped();
        int first = "module".length() + 2;
        for (String name : shown.keySet()) {
            first = Math.max(first, name.length() + 2);
        }
        List<String> lines = new ArrayList<>();
        List<String> left = new ArrayList<>(kernels);
        while (!left.isEmpty()) {
            int fit = 0;
            int used = first;
            while (fit < left.size() && (fit == 0 || used + width(left.get(fit)) <= WIDTH)) {
                used += width(left.get(fit));
                fit++;
            }
            if (!lines.isEmpty()) {
                lines.add("");
            }
            block(lines, shown, left.subList(0, fit), first);
            left = left.subList(fit, left.size());
        }
        return lines;
    }

    private Map<String, Map<String, Cell>> named() {
        Map<String, Map<String, Cell>> named = new LinkedHashMap<>();
        rows.forEach((path, row) -> named.put(distinct(named, path), row));
        return named;
    }

    /** Of many modules, the first ones of each kind of row, and how many more are like them. */
    private Map<String, Map<String, Cell>> grouped() {
        Map<Map<String, Cell>, List<String>> groups = new LinkedHashMap<>();
        rows.forEach((path, row) ->
                groups.computeIfAbsent(row, unused -> new ArrayList<>()).add(path));
        Map<String, Map<String, Cell>> named = new LinkedHashMap<>();
        groups.forEach((row, paths) -> {
            int most = paths.size() <= GROUP_SHOWN ? GROUP_SHOWN : 1;
            paths.stream().limit(most).forEach(path -> named.put(distinct(named, path), row));
            if (paths.size() > most) {
                named.put(distinct(named, String.format(Locale.ROOT, "  and %,d more", paths.size() - most)), row);
            }
        });
        return named;
    }

    /** A path's end, which tells more than its beginning; of two that end alike, one with blanks behind. */
    private static String distinct(Map<String, ?> taken, String path) {
        String text = Printable.text(path);
        String name = text.length() <= LONGEST_NAME ? text : "..." + text.substring(text.length() - LONGEST_NAME + 3);
        while (taken.containsKey(name)) {
            name += " ";
        }
        return name;
    }

    private void block(List<String> lines, Map<String, Map<String, Cell>> shown, List<String> across, int first) {
        StringBuilder head = new StringBuilder(padded("module", first));
        across.forEach(kernel -> head.append(padded(Printable.text(kernel), width(kernel))));
        lines.add(palette.bold(head.toString().stripTrailing()));
        shown.forEach((name, row) -> {
            StringBuilder line = new StringBuilder(padded(name, first));
            for (int i = 0; i < across.size(); i++) {
                Cell cell = row.get(across.get(i));
                String words = cell == null ? "-" : cell.words();
                line.append(
                        cell == null || cell.verdict().isEmpty()
                                ? words
                                : palette.verdict(cell.verdict().get(), words));
                line.append(i + 1 < across.size() ? " ".repeat(width(across.get(i)) - words.length()) : "");
            }
            lines.add(line.toString());
        });
    }

    private int width(String kernel) {
        int widest = Printable.text(kernel).length();
        for (Cell cell : cells.keySet()) {
            widest = Math.max(widest, cell.words().length());
        }
        return widest + 2;
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
