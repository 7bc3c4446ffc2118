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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Modules down, kernels across, a verdict in each place; what is known stands in parentheses. What is wider than a terminal
 * is folded: some kernels, and below them the next ones. Of many modules those that load everywhere are only counted.
 */
final class VerdictTable {
    private static final int WIDTH = 100;
    private static final int LONGEST_NAME = 40;
    private static final int ALL_SHOWN = 40;

    private final Palette palette;
    private final Set<String> kernels = new LinkedHashSet<>();
    private final Map<String, Map<String, Cell>> rows = new LinkedHashMap<>();
    private final Map<Cell, Cell> cells = new HashMap<>();

    /** One verdict; the same one is kept once. */
    private record Cell(Optional<Verdict> verdict, String words, boolean good) {}

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
        boolean good = module.verdict().filter(Verdict::loads).isPresent();
        String taints = module.taints().stream().map(Taint::name).collect(Collectors.joining());
        String words = good ? "loads" + (taints.isEmpty() ? "" : " " + taints) : module.label();
        if (!module.errno().isEmpty()) {
            words += " " + module.errno();
        }
        return new Cell(module.verdict(), module.counted().equals(module.verdict()) ? words : "(" + words + ")", good);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        List<String> shown = new ArrayList<>();
        for (Map.Entry<String, Map<String, Cell>> row : rows.entrySet()) {
            boolean good = row.getValue().size() == kernels.size()
                    && row.getValue().values().stream().allMatch(Cell::good);
            if (!good || rows.size() <= ALL_SHOWN) {
                shown.add(row.getKey());
            }
        }
        int first = 6 + 2;
        for (String path : shown) {
            first = Math.max(first, name(path).length() + 2);
        }
        List<String> left = new ArrayList<>(kernels);
        while (!left.isEmpty() && !shown.isEmpty()) {
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
        if (shown.size() < rows.size()) {
            lines.add((shown.isEmpty() ? "" : "and ") + (rows.size() - shown.size())
                    + " modules that load on every kernel");
        }
        return lines;
    }

    private void block(List<String> lines, List<String> shown, List<String> across, int first) {
        StringBuilder head = new StringBuilder(padded("module", first));
        across.forEach(kernel -> head.append(padded(Printable.text(kernel), width(kernel))));
        lines.add(palette.bold(head.toString().stripTrailing()));
        for (String path : shown) {
            StringBuilder line = new StringBuilder(padded(name(path), first));
            for (int i = 0; i < across.size(); i++) {
                Cell cell = rows.getOrDefault(path, Map.of()).get(across.get(i));
                String words = cell == null ? "-" : cell.words();
                line.append(
                        cell == null || cell.verdict().isEmpty()
                                ? words
                                : palette.verdict(cell.verdict().get(), words));
                line.append(i + 1 < across.size() ? " ".repeat(width(across.get(i)) - words.length()) : "");
            }
            lines.add(line.toString());
        }
    }

    /** A path's end, which tells more than its beginning. */
    private static String name(String path) {
        String text = Printable.text(path);
        return text.length() <= LONGEST_NAME ? text : "..." + text.substring(text.length() - LONGEST_NAME + 3);
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
