// SPDX-License-Identifier: Apache-2.0
/**
 * What readers of sources fill and hand over: {@link io.github.kolink.symbols.table.SymbolsBuilder} takes the symbols
 * as {@link io.github.kolink.symbols.table.SymbolRecords}, its {@link io.github.kolink.symbols.table.NameTable} their names,
 * {@link io.github.kolink.symbols.table.SourceFacts} the rest, {@link io.github.kolink.symbols.table.SourceParts} is both. Beside them is what names themselves say, in a text or an image alike: {@code __ksymtab_} entries and names that
 * only one architecture has.
 *
 * <p>The lowest of the packages of symbols. It knows no type of {@code io.github.kolink.symbols}, which is made of it:
 * an export's class is a flag here, and a refusal is a
 * {@link io.github.kolink.symbols.table.RefusedSourceException}. Not exported: what is public here is so for the packages
 * beside it.
 */
@org.jspecify.annotations.NullMarked
package io.github.kolink.symbols.table;
