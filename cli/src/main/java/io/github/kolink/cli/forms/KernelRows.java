// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import io.github.kolink.cli.outcome.CheckedKernel;
import io.github.kolink.cli.terminal.Printable;
import java.util.ArrayList;
import java.util.List;

/** The lines that tell which kernel was checked for, from which inputs, and what was not checked. */
final class KernelRows {
    private static final int INDENT = 14;
    private static final int WIDTH = 80;

    private KernelRows() {}

    static List<String> of(CheckedKernel kernel) {
        List<String> rows = new ArrayList<>();
        rows.add(row("Kernel", kernel.title()));
        titled(rows, "Inputs", kernel.inputs());
        titled(rows, "But", kernel.conflicts());
        if (!kernel.assumed().isEmpty()) {
            rows.add(row("Assumed", String.join(" ", kernel.assumed()) + " (--config decides)"));
        }
        rows.add(row("Not checked", String.join("; ", kernel.notChecked())));
        return rows;
    }

    private static void titled(List<String> rows, String title, List<String> lines) {
        String first = title;
        for (String line : lines) {
            rows.add(row(first, line));
            first = "";
        }
    }

    /** A title and words, wrapped for a terminal. */
    private static String row(String title, String text) {
        StringBuilder row = new StringBuilder(title).append(" ".repeat(INDENT - title.length()));
        int length = INDENT;
        String words = Printable.text(text);
        for (int from = 0, end; from <= words.length(); from = end + 1) {
            end = words.indexOf(' ', from);
            end = end < 0 ? words.length() : end;
            String word = words.substring(from, end);
            if (length > INDENT && length + 1 + word.length() > WIDTH) {
                row.append('\n').append(" ".repeat(INDENT));
                length = INDENT;
            } else if (length > INDENT) {
                row.append(' ');
                length++;
            }
            row.append(word);
            length += word.length();
        }
        return row.toString();
    }
}
