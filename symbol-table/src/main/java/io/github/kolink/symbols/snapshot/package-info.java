// SPDX-License-Identifier: Apache-2.0
/**
 * The snapshot file: {@link io.github.kolink.symbols.snapshot.SnapshotLayout} says where things are,
 * {@link io.github.kolink.symbols.snapshot.SnapshotPacker} writes them,
 * {@link io.github.kolink.symbols.snapshot.PackedTable} looks symbols up in place. A change of the format is a change of
 * all three and of {@code SnapshotLayout.VERSION}; the records, {@link io.github.kolink.symbols.table.SymbolRecords}, the
 * hash of names, {@link io.github.kolink.symbols.table.NameHash}, and the flags of
 * {@link io.github.kolink.symbols.table.SymbolsBuilder} are part of it.
 *
 * <p>Not exported: what is public here is so for {@code io.github.kolink.symbols}, whose {@code SnapshotFacts} writes and
 * reads the lines of facts, and for the kallsyms writer.
 */
@org.jspecify.annotations.NullMarked
package io.github.kolink.symbols.snapshot;
