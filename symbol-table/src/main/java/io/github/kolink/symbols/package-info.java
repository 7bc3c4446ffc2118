// SPDX-License-Identifier: Apache-2.0
/**
 * What is known about one kernel's symbols: where it comes from, how sources are merged, and the file that keeps it.
 *
 * <pre>{@code
 * KernelSnapshot image = KernelSnapshot.open(Path.of("/boot/vmlinuz-6.1.0-56-amd64"));
 * KernelSnapshot symvers = KernelSnapshot.open(Path.of("Module.symvers"));
 * KernelSnapshot kernel = KernelSnapshot.merge(List.of(image, symvers));
 * kernel.conflicts().forEach(System.err::println);           // empty if both are of one build
 * kernel.symbols().exported("printk");                       // what an import resolves to
 * kernel.symbols().find("init");                             // all namesakes
 * kernel.write(Path.of("kernel.snapshot"));                  // open() of this file parses nothing
 * }</pre>
 *
 * <h2>Sources</h2>
 *
 * <table class="striped">
 * <caption>What each source can answer</caption>
 * <thead><tr><th>source</th><th>addresses</th><th>exports</th><th>class, CRC, namespace</th></tr></thead>
 * <tbody>
 * <tr><td>kernel image</td><td>yes</td><td>yes</td><td>yes; CRCs with CONFIG_MODVERSIONS</td></tr>
 * <tr><td>/proc/kallsyms, System.map</td><td>yes</td><td>with CONFIG_KALLSYMS_ALL</td><td>no</td></tr>
 * <tr><td>Module.symvers</td><td>no</td><td>yes, of modules too</td><td>yes</td></tr>
 * <tr><td>kernel config</td><td>no</td><td>no</td><td>no</td></tr>
 * </tbody>
 * </table>
 *
 * <p>{@link io.github.kolink.symbols.KernelSnapshot#open} recognises each by content. What a source cannot know is
 * asked for, never guessed: {@link io.github.kolink.symbols.KernelSnapshot#knowsExports()} and its siblings tell
 * "not exported" from "not known".
 *
 * <h2>Kernel images</h2>
 *
 * <p>An image is read as raw bytes, without ELF and without asking its version; each table is recognised by its
 * structure and then checked against the others. The digits in the token table lead to kallsyms' names, their markers
 * prove the names, addresses are right when they come out sorted, and the export table is right when every entry agrees
 * with kallsyms at one constant distance between file position and address. Where a kernel keeps no base address in
 * place (arm64 6.1, all of 7.3), the pointers in the image vote for it. An export table that contradicts the symbol
 * list in one entry refuses the image.
 *
 * <p>A kernel without {@code CONFIG_KALLSYMS_ALL} lists functions only. Its exported variables come from the export
 * table, so modules can be linked, while {@link io.github.kolink.symbols.KernelSnapshot#hasDataSymbols()} stays false.
 *
 * <h2>Names, owners, addresses</h2>
 *
 * <p>Names repeat, so {@link io.github.kolink.symbols.KernelSymbolTable#find} gives a list. The owner is {@code ""} for
 * the kernel, else the module's name with underscores. Addresses are unsigned; those of an image are the ones it is
 * linked at, and merging with the list of a running kernel moves them there. On x86 before 7.x per-CPU symbols are
 * offsets of type {@code A}.
 *
 * <h2>Packages below</h2>
 *
 * <p>This package is the interface, and what is made of its types: {@code SourceReader} recognises a source and chooses
 * the reader, {@code SnapshotMerge} merges, {@code SnapshotFacts} is what a snapshot says besides its symbols. The rest
 * is in packages that the module does not export and that know nothing of this one; an arrow means "uses":
 *
 * <pre>
 * symbols -&gt; text      readers of texts, the kallsyms writer
 *         -&gt; image     the reader of kernel images
 *         -&gt; snapshot  the snapshot file
 *         -&gt; table     what readers fill
 * text    -&gt; snapshot (the writer only), table
 * image, snapshot -&gt; table
 * </pre>
 *
 * <p>So they refuse with an exception of their own, which becomes {@link io.github.kolink.symbols.SymbolSourceException}
 * here.
 *
 * <h2>Trust limits</h2>
 *
 * <p>Sources may be hostile: they give one of the two checked exceptions
 * ({@link io.github.kolink.symbols.SymbolSourceException}, {@link io.github.kolink.codec.CodecException}), and memory is
 * bounded by a small multiple of the file, or of the 512 MiB a kernel may unpack to. A snapshot's checksum finds damage,
 * not forgery; a forged one gives wrong answers or an {@link java.io.UncheckedIOException} from a look-up. A mapped
 * snapshot must not be truncated while it is open; {@link io.github.kolink.symbols.KernelSnapshot#write} never does that.
 */
@org.jspecify.annotations.NullMarked
package io.github.kolink.symbols;
