// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.report;

import io.github.kolink.cli.terminal.Printable;
import io.github.kolink.symbols.SnapshotSource;
import java.util.Locale;

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
            case KERNEL_CONFIG -> String.format(Locale.ROOT, "%,d options", source.symbols());
            case MODULE_SYMVERS -> String.format(Locale.ROOT, "%,d exports, %,d CRCs", source.exports(), source.crcs());
            case LOADED_MODULES -> String.format(Locale.ROOT, "%,d modules", source.symbols());
            case BUILTIN_MODULES -> String.format(Locale.ROOT, "%,d modules with parameters", source.symbols());
            case MODULE -> "vermagic, struct module";
            case COMMAND_LINE -> "its words";
            case KERNEL_IMAGE, SYMBOL_LIST ->
                String.format(Locale.ROOT, "%,d symbols, %,d exports", source.symbols(), source.exports());
        };
        return Printable.text(source.fileName()) + " [" + source.kind().title() + "]: " + what;
    }
}
