// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

/**
 * One file a snapshot was made from, and what it gave.
 *
 * @param kind what kind of file
 * @param fileName name without folders, so that equal inputs give equal snapshots anywhere
 * @param symbols number of symbols read, rows for Module.symvers, options for a config
 * @param exports number of exports read
 * @param crcs number of exports with a CRC
 * @param note what else was measured, for example how many exports agreed with the symbol list; may be empty
 * @since 0.1
 */
public record SnapshotSource(SourceKind kind, String fileName, int symbols, int exports, int crcs, String note) {}
