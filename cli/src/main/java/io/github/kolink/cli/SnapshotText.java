// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

import io.github.kolink.symbols.SnapshotSource;
import java.util.Locale;

/** How a source of a snapshot is told. */
final class SnapshotText {
    private SnapshotText() {}

    /** The source, what it gave, and what else was measured. */
    static String source(SnapshotSource source) {
        return brief(source) + (source.note().isEmpty() ? "" : " (" + Printable.text(source.note()) + ")");
    }

    /** The source and what it gave. */
    static String brief(SnapshotSource source) {
        String what = switch (source.kind()) {
            case KERNEL_CONFIG -> String.format(Locale.ROOT, "%,d options", source.symbols());
            case MODULE_SYMVERS -> String.format(Locale.ROOT, "%,d exports, %,d CRCs", source.exports(), source.crcs());
            case KERNEL_IMAGE, SYMBOL_LIST ->
                String.format(Locale.ROOT, "%,d symbols, %,d exports", source.symbols(), source.exports());
        };
        return Printable.text(source.fileName()) + " [" + source.kind().title() + "]: " + what;
    }
}
