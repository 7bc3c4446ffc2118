// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.report;

import io.github.kolink.cli.terminal.Printable;
import io.github.kolink.symbols.SnapshotSource;

/** The line that tells of one source of a snapshot. */
public final class SourceLine {
    private SourceLine() {}

    /**
     * The source, what it gave, and what else was measured.
     *
     * @param source of a snapshot
     * @return the line, printable
     */
    public static String whole(SnapshotSource source) {
        return brief(source) + (source.note().isEmpty() ? "" : " (" + Printable.text(source.note()) + ")");
    }

    /**
     * The source and what it gave.
     *
     * @param source of a snapshot
     * @return the line, printable
     */
    public static String brief(SnapshotSource source) {
        String what = switch (source.kind()) {
            case KERNEL_CONFIG -> figure(source.symbols()) + " options";
            case MODULE_SYMVERS -> figure(source.exports()) + " exports, " + figure(source.crcs()) + " CRCs";
            case LOADED_MODULES -> figure(source.symbols()) + " modules";
            case BUILTIN_MODULES -> figure(source.symbols()) + " modules with parameters";
            case MODULE -> "vermagic, struct module";
            case COMMAND_LINE -> "its words";
            case KERNEL_IMAGE, SYMBOL_LIST ->
                figure(source.symbols()) + " symbols, " + figure(source.exports()) + " exports";
        };
        return Printable.text(source.fileName()) + " [" + source.kind().title() + "]: " + what;
    }

    /** With a comma before each three digits; {@code String.format} would ask for the locale's, at ten times the cost. */
    private static String figure(long number) {
        StringBuilder digits = new StringBuilder().append(number);
        for (int i = digits.length() - 3; i > 0; i -= 3) {
            digits.insert(i, ',');
        }
        return digits.toString();
    }
}
