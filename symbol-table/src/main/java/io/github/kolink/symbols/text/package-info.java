// SPDX-License-Identifier: Apache-2.0
/**
 * Sources that are text, one class per format: /proc/kallsyms and System.map, Module.symvers, the kernel config. Each
 * goes once over the bytes into a {@link io.github.kolink.symbols.table.SymbolsBuilder} and refuses the first line that
 * is none of its format, by number. {@link io.github.kolink.symbols.text.KallsymsWriter} goes the other way.
 *
 * <p>Not exported: what is public here is so for {@code io.github.kolink.symbols} only, which chooses the reader. A new
 * format is a class here, a {@link io.github.kolink.symbols.SourceKind} and a line in {@code SourceReader}.
 */
@org.jspecify.annotations.NullMarked
package io.github.kolink.symbols.text;
