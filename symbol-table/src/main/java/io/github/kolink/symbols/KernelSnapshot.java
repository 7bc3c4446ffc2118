// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import com.google.common.base.Preconditions;
import io.github.kolink.symbols.snapshot.PackedTable;
import io.github.kolink.symbols.snapshot.SnapshotLayout;
import io.github.kolink.symbols.snapshot.SnapshotPacker;
import io.github.kolink.symbols.structure.StructModule;
import io.github.kolink.symbols.table.RefusedSourceException;
import io.github.kolink.symbols.table.SymbolsBuilder;
import io.github.kolink.symbols.text.ConfigText;
import io.github.kolink.symbols.text.KallsymsWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known about one kernel: its symbols and exports, release, vermagic and configuration, and what is not known.
 * Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class KernelSnapshot {
    private final ByteBuffer file;
    private final SnapshotLayout layout;
    private final SnapshotFacts facts;
    private final PackedSymbols symbols;

    private KernelSnapshot(ByteBuffer file, SnapshotLayout layout, SnapshotFacts facts, String fileName) {
        this.file = file;
        this.layout = layout;
        this.facts = facts;
        this.symbols = new PackedSymbols(new PackedTable(
                file,
                layout,
                how -> new UncheckedIOException(new SymbolSourceException(SnapshotLayout.damaged(fileName, how)))));
    }

    /**
     * Opens a source of any kind, recognised by content: a snapshot file (mapped, not parsed), a kernel image, the text
     * of /proc/kallsyms or a System.map, Module.symvers, or a kernel config; the texts may be compressed.
     *
     * @param file the file; {@code /proc/kallsyms} itself works
     * @return the snapshot
     * @throws IOException if the file cannot be read; {@link SymbolSourceException} if its content is no such source or
     *     damaged, {@link io.github.kolink.codec.CodecException} if it cannot be decompressed
     */
    public static KernelSnapshot open(Path file) throws IOException {
        return of(SourceReader.bytes(file), SourceReader.name(file));
    }

    /**
     * Reads a source from memory.
     *
     * @param bytes the content, from position to limit; must not change afterwards
     * @param fileName name for messages and {@link #sources()}
     * @return the snapshot
     * @throws IOException as {@link #open} does
     */
    public static KernelSnapshot of(ByteBuffer bytes, String fileName) throws IOException {
        ByteBuffer content = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (SnapshotLayout.recognises(content)) {
            try {
                return packed(content, fileName);
            } catch (RefusedSourceException e) {
                throw new SymbolSourceException(e);
            }
        }
        return SourceReader.read(content, fileName);
    }

    /** Packs indexed symbols, what else is known, and lines {@code CONFIG_X=value}. */
    static KernelSnapshot of(SymbolsBuilder symbols, SnapshotFacts facts, byte[] config, String fileName)
            throws SymbolSourceException {
        try {
            return packed(SnapshotPacker.pack(symbols, facts.text(), config), fileName);
        } catch (RefusedSourceException e) {
            throw new SymbolSourceException(e);
        }
    }

    private static KernelSnapshot packed(ByteBuffer file, String fileName) throws RefusedSourceException {
        SnapshotLayout layout = SnapshotLayout.read(file, fileName);
        byte[] text = new byte[layout.factBytes()];
        file.get((int) layout.factsAt(), text);
        try {
            SnapshotFacts facts = SnapshotFacts.parse(new String(text, StandardCharsets.UTF_8));
            return new KernelSnapshot(file, layout, facts, fileName);
        } catch (IllegalArgumentException e) {
            throw SnapshotLayout.damaged(fileName, "a fact cannot be read (" + e.getMessage() + ")");
        }
    }

    /**
     * Returns the symbols.
     *
     * @return the table
     */
    public KernelSymbolTable symbols() {
        return symbols;
    }

    /**
     * Returns the kernel release.
     *
     * @return for example {@code "6.1.0-56-amd64"}; empty if no source has it
     */
    public Optional<String> release() {
        return facts.release();
    }

    /**
     * Returns the kernel's self-description.
     *
     * @return "Linux version ..." without line feed; empty if no source has it
     */
    public Optional<String> banner() {
        return facts.banner();
    }

    /**
     * Returns what modules must be built for ({@code include/linux/vermagic.h} (6.1)).
     *
     * @return for example {@code "6.1.0-56-amd64 SMP preempt mod_unload modversions "}, with the trailing blank; empty
     *     if no source has it
     */
    public Optional<String> vermagic() {
        return facts.vermagic();
    }

    /**
     * Returns the architecture where a source tells it.
     *
     * @return as {@code uname -m} prints it: {@code x86_64}, {@code aarch64}, {@code m68k}; empty if it cannot be told
     */
    public Optional<String> architecture() {
        return facts.architecture();
    }

    /**
     * Returns the GNU build ID of the kernel image.
     *
     * @return 40 hex digits; empty unless an image with exactly one such note was a source
     */
    public Optional<String> buildId() {
        return facts.buildId();
    }

    /**
     * Returns the kernel configuration.
     *
     * @return option to value as the file has it, {@code n} for "is not set"; unmodifiable; empty if no config was given
     */
    public Map<String, String> config() {
        byte[] lines = new byte[layout.configBytes()];
        file.get((int) layout.configAt(), lines);
        return ConfigText.unpack(lines);
    }

    /**
     * Returns the certificates the kernel trusts from its build ({@code system_certificate_list}): the keys that its own
     * modules are signed with, and others.
     *
     * @return X.509 certificates [DER], copied, in the kernel's order; empty if no source has them
     */
    public List<byte[]> certificates() {
        List<byte[]> certificates = new ArrayList<>();
        for (String certificate : facts.certificates()) {
            certificates.add(Base64.getDecoder().decode(certificate));
        }
        return Collections.unmodifiableList(certificates);
    }

    /**
     * Returns the kernel's {@code struct module} as its own BTF has it.
     *
     * @return size and offsets; empty unless an image with BTF was a source ({@code CONFIG_DEBUG_INFO_BTF})
     */
    public Optional<StructModule> structModule() {
        return facts.structModule();
    }

    /**
     * Lists what the snapshot was made from.
     *
     * @return in merge order
     */
    public List<SnapshotSource> sources() {
        return facts.sources();
    }

    /**
     * Lists what merging found to disagree.
     *
     * @return a sentence per kind of disagreement, with the count and the first few cases; empty if nothing disagreed
     */
    public List<String> conflicts() {
        return facts.conflicts();
    }

    /**
     * Returns what is known of the system beside its kernel.
     *
     * @return nothing known unless a source said it
     */
    public SystemFacts system() {
        return facts.system();
    }

    /**
     * Makes a snapshot of facts about a system, to be merged with its kernel's.
     *
     * @param system what is known
     * @param kind what kind of file told it
     * @param fileName its name
     * @return a snapshot without symbols
     * @throws IOException if the facts are larger than a snapshot file can hold
     */
    public static KernelSnapshot of(SystemFacts system, SourceKind kind, String fileName) throws IOException {
        int facts = system.loaded().map(List::size).orElse(0)
                + system.builtin().map(List::size).orElse(0);
        SymbolsBuilder none = new SymbolsBuilder();
        none.index();
        SnapshotSource source = new SnapshotSource(kind, fileName, facts, 0, 0, "");
        return of(none, SnapshotFacts.of(system, source), new byte[0], fileName);
    }

    /**
     * Tells whether addresses are known at all.
     *
     * @return false for Module.symvers or a config alone
     */
    public boolean hasAddresses() {
        return layout.sorted() > 0;
    }

    /**
     * Tells whether the list of exports is known; if not, a missing export says nothing.
     *
     * @return false for a symbol list without {@code __ksymtab_} entries
     */
    public boolean knowsExports() {
        return facts.knows().exports();
    }

    /**
     * Tells whether data symbols are listed; if not, a missing name may be a variable that the kernel has
     * ({@code CONFIG_KALLSYMS_ALL=n}). Exported variables are listed nevertheless if the export table was read.
     *
     * @return false if the list has functions only
     */
    public boolean hasDataSymbols() {
        return facts.knows().data();
    }

    /**
     * Tells whether exports have their CRC.
     *
     * @return false if no source has CRCs, as without {@code CONFIG_MODVERSIONS}
     */
    public boolean knowsCrcs() {
        return facts.knows().crcs();
    }

    /**
     * Tells whether an absent namespace means that there is none.
     *
     * @return false if no source has namespaces
     */
    public boolean knowsNamespaces() {
        return facts.knows().namespaces();
    }

    /**
     * Tells whether exports are known to be plain or GPL-only.
     *
     * @return false if no source has the classes
     */
    public boolean knowsExportClasses() {
        return facts.knows().classes();
    }

    /**
     * Merges sources of one kernel. Symbol lists go first, then images, then sources without addresses; a row of
     * Module.symvers adds class, CRC and namespace to the kernel's symbol of that name. An image whose addresses differ
     * from a symbol list by one constant is moved there (address randomisation). What disagrees is kept from the first
     * and told in {@link #conflicts()}.
     *
     * @param parts at least one
     * @return one snapshot; the part itself if there is only one
     * @throws IOException if the result would be larger than a snapshot file can be
     * @throws IllegalArgumentException if there are no parts
     */
    public static KernelSnapshot merge(List<KernelSnapshot> parts) throws IOException {
        Preconditions.checkArgument(!parts.isEmpty(), "nothing to merge");
        return parts.size() == 1 ? parts.get(0) : new SnapshotMerge(parts).merge();
    }

    /**
     * Writes the snapshot file: first under another name beside it, then moved over it in one step, so that a reader
     * sees the old file or the new one and never a part. Equal contents give equal bytes.
     *
     * @param target the file to write or replace
     * @throws IOException if it cannot be written or is no regular file; the target is then as it was
     */
    public void write(Path target) throws IOException {
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new IOException(target + ": not a regular file; a snapshot replaces none but those");
        }
        Path folder = Objects.requireNonNullElse(target.toAbsolutePath().getParent(), target.toAbsolutePath());
        Path part = Files.createTempFile(folder, "." + SourceReader.name(target), ".part");
        try {
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                ByteBuffer rest = file.duplicate().clear();
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /**
     * Writes the symbols that have an address as /proc/kallsyms would print them, in table order, then a
     * {@code __ksymtab_X} line for each export the list itself has none for, so that reading the text back gives the
     * same exports.
     *
     * @param out where to; buffered here, not closed
     * @throws IOException if it cannot be written
     */
    public void writeKallsyms(OutputStream out) throws IOException {
        KallsymsWriter.write(symbols.table(), out);
    }
}
