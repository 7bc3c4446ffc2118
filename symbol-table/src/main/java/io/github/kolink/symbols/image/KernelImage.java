// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.image;

import io.github.kolink.symbols.table.ArchitectureNames;
import io.github.kolink.symbols.table.Knowledge;
import io.github.kolink.symbols.table.KsymtabNames;
import io.github.kolink.symbols.table.RefusedSourceException;
import io.github.kolink.symbols.table.SourceFacts;
import io.github.kolink.symbols.table.SourceParts;
import io.github.kolink.symbols.table.SymbolsBuilder;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the symbols of a kernel image: unpack, token table, names, addresses, exports, texts. Each step recognises its
 * table by structure and by agreement with the others.
 */
public final class KernelImage {
    /** The most bytes a kernel may decompress to [bytes]. */
    public static final long LIMIT = KernelPayload.LIMIT;

    /** "ARM\x64" at 0x38 ({@code Documentation/arm64/booting.rst} (6.1)). */
    private static final int ARM64_MAGIC = 0x644d5241;

    private static final int ARM64_MAGIC_AT = 0x38;

    private final String fileName;

    private KernelImage(String fileName) {
        this.fileName = fileName;
    }

    /**
     * Reads a kernel image or a boot file that holds one.
     *
     * @param file the content, from position to limit
     * @param fileName name for messages
     * @return the symbols with their exports, and which kernel it is
     * @throws RefusedSourceException if there are no kallsyms tables, or they cannot be understood
     */
    public static SourceParts read(ByteBuffer file, String fileName) throws RefusedSourceException {
        KernelImage reader = new KernelImage(fileName);
        KernelPayload payload = new KernelPayload(file, fileName);
        Optional<ByteBuffer> unpacked = payload.byHeader();
        Optional<SourceParts> parts = reader.symbols(ImageBytes.of(unpacked.orElse(file)));
        if (parts.isPresent()) {
            return parts.get();
        }
        SourceParts[] found = new SourceParts[1];
        RefusedSourceException[] refused = new RefusedSourceException[1];
        boolean scanned = payload.scan(candidate -> {
            try {
                Optional<SourceParts> inside = reader.symbols(ImageBytes.of(candidate));
                inside.ifPresent(value -> found[0] = value);
                return inside.isPresent();
            } catch (RefusedSourceException e) {
                refused[0] = e;
                return true;
            }
        });
        if (scanned && refused[0] != null) {
            throw refused[0];
        }
        if (scanned && found[0] != null) {
            return found[0];
        }
        throw new RefusedSourceException(
                fileName,
                "no kernel symbol table found: this is no kernel image, its kernel was built without CONFIG_KALLSYMS,"
                        + " or it is compressed in a format this program has no decoder for; give vmlinuz, Image,"
                        + " vmlinux, a System.map, or a copy of /proc/kallsyms");
    }

    /** Empty if the bytes hold no kallsyms tables; refused if they do and cannot be understood. */
    private Optional<SourceParts> symbols(ImageBytes image) throws RefusedSourceException {
        for (TokenTable tokens : TokenTable.locate(image)) {
            Optional<KallsymsNames> names = KallsymsNames.locate(tokens);
            SymbolsBuilder symbols = new SymbolsBuilder();
            if (names.isPresent() && names.get().expandInto(symbols, tokens)) {
                return Optional.of(addresses(symbols, names.get(), tokens));
            }
        }
        return Optional.empty();
    }

    private SourceParts addresses(SymbolsBuilder symbols, KallsymsNames names, TokenTable tokens)
            throws RefusedSourceException {
        ImageBytes image = names.image();
        KallsymsAddresses addresses = KallsymsAddresses.decode(names, tokens)
                .orElseThrow(() -> new RefusedSourceException(
                        fileName,
                        "has " + symbols.size() + " symbol names but no address table in a known form; please give a"
                                + " System.map or a copy of /proc/kallsyms of this kernel"));
        if (!addresses.absolute()) {
            OptionalLong base = PointerVote.base(image, symbols, addresses.values());
            if (base.isEmpty()) {
                throw new RefusedSourceException(
                        fileName,
                        "its symbol addresses are relative and the base cannot be told from the image's pointers;"
                                + " please give a System.map or a copy of /proc/kallsyms of this kernel");
            }
            addresses = addresses.withBase(base.getAsLong());
        }
        for (int i = 0; i < symbols.size(); i++) {
            symbols.setAddress(i, addresses.values()[i]);
        }
        symbols.index();
        return describe(symbols, image, addresses);
    }

    private SourceParts describe(SymbolsBuilder symbols, ImageBytes image, KallsymsAddresses addresses)
            throws RefusedSourceException {
        int listed = symbols.size();
        boolean data = hasData(symbols);
        int pointer = addresses.values()[listed - 1] >>> 32 == 0 ? 4 : 8;
        Optional<ExportTable> exports = ExportTable.locate(image, symbols, pointer);
        int count = 0;
        String note = addresses.form() + " addresses; no export table";
        Knowledge knows = new Knowledge(false, false, false, false, data);
        int crcs = 0;
        if (exports.isPresent()) {
            ExportTable table = exports.get();
            note = addresses.form() + " addresses; " + table.note();
            if (table.disagreed() > 0) {
                throw new RefusedSourceException(
                        fileName,
                        "its export table and symbol list contradict each other in " + table.disagreed() + " cases ("
                                + table.note() + "); the image is damaged or of an unknown layout");
            }
            table.mark(symbols);
            count = table.run().count();
            crcs = table.details().hasCrcs() ? count : 0;
            knows = new Knowledge(true, table.details().hasClasses(), crcs > 0, true, data);
        } else {
            count = KsymtabNames.of(symbols).mark();
            knows = new Knowledge(count > 0, false, false, false, data);
        }
        Banner banner = Banner.in(image);
        SourceFacts facts = new SourceFacts(
                banner.release(),
                banner.banner(),
                banner.vermagic(),
                architecture(image, symbols),
                banner.buildId(),
                knows,
                symbols.size(),
                count,
                crcs,
                note,
                TrustedCertificates.in(image),
                KernelBtf.structModule(image));
        return new SourceParts(symbols, facts);
    }

    private static Optional<String> architecture(ImageBytes image, SymbolsBuilder symbols) {
        boolean arm64 = image.length > ARM64_MAGIC_AT + 4 && image.i32(ARM64_MAGIC_AT) == ARM64_MAGIC;
        return arm64 ? Optional.of("aarch64") : ArchitectureNames.bySymbols(symbols);
    }

    /** One symbol in twenty is data; without CONFIG_KALLSYMS_ALL only a few section bounds are. */
    private static boolean hasData(SymbolsBuilder symbols) {
        int data = 0;
        for (int i = 0; i < symbols.size(); i++) {
            int lower = symbols.type(i) | 0x20;
            if ((lower == 'd' || lower == 'b' || lower == 'r')
                    && !KsymtabNames.isEntry(
                            symbols.names().bytes(),
                            symbols.names().offset(i),
                            symbols.names().length(i))) {
                data++;
            }
        }
        return data * 20L >= symbols.size();
    }
}
