// SPDX-License-Identifier: Apache-2.0
/** Kernel symbols: where they come from, how they are merged, and the snapshot file that keeps them. */
@org.jspecify.annotations.NullMarked
module io.github.kolink.symbols {
    requires static org.jspecify;
    requires com.google.common;

    exports io.github.kolink.codec;
    exports io.github.kolink.symbols;
    exports io.github.kolink.symbols.structure;

    uses io.github.kolink.codec.Codec;
}
