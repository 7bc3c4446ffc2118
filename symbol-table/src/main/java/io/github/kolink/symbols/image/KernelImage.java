// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the symbols of a kernel image: unpack, token table, names, addresses, exports, texts. Each step recognises its
 * table by structure and by agreement with the others.
 */
final class KernelImage {
    /** "ARM\x64" at 0x38 ({@code Documentation/arm64/booting.rst} (6.1)). */
    private static final int ARM64_MAGIC = 0x644d5241;

    private static final int ARM64_MAGIC_AT = 0x38;

    private final String fileName;

    private KernelImage(String fileName) {
        this.fileName = fileName;
    }

    static SnapshotParts read(ByteBuffer file, String fileName) throws SymbolSourceException {
        KernelImage reader = new KernelImage(fileName);
        KernelPayload payload = new KernelPayload(file, fileName);
        Optional<ByteBuffer> unpacked = payload.byHeader();
        Optional<SnapshotParts> parts = reader.symbols(ImageBytes.of(unpacked.orElse(file)));
        if (parts.isPresent()) {
            return parts.get();
        }
        SnapshotParts[] found = new SnapshotParts[1];
        SymbolSourceException[] refused = new SymbolSourceException[1];
        boolean scanned = payload.scan(candidate -> {
            try {
                Optional<SnapshotParts> inside = reader.symbols(ImageBytes.of(candidate));
                inside.ifPresent(value -> found[0] = value);
                return inside.isPresent();
            } catch (SymbolSourceException e) {
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
        throw new SymbolSourceException(
                fileName,
                "no kernel symbol table found: this is no kernel image, its kernel was built without CONFIG_KALLSYMS,"
                        + " or it is compressed in a format this program has no decoder for; give vmlinuz, Image,"
                        + " vmlinux, a System.map, or a copy of /proc/kallsyms");
    }

    /** Empty if the bytes hold no kallsyms tables; refused if they do and cannot be understood. */
    private Optional<SnapshotParts> symbols(ImageBytes image) throws SymbolSourceException {
        for (TokenTable tokens : TokenTable.locate(image)) {
            Optional<KallsymsNames> names = KallsymsNames.locate(tokens);
            SymbolsBuilder symbols = new SymbolsBuilder();
            if (names.isPresent() && names.get().expandInto(symbols, tokens)) {
                return Optional.of(addresses(symbols, names.get(), tokens));
            }
        }
        return Optional.empty();
    }

    private SnapshotParts addresses(SymbolsBuilder symbols, KallsymsNames names, TokenTable tokens)
            throws SymbolSourceException {
        ImageBytes image = names.image();
        KallsymsAddresses addresses = KallsymsAddresses.decode(names, tokens)
                .orElseThrow(() -> new SymbolSourceException(
                        fileName,
                        "has " + symbols.size() + " symbol names but no address table in a known form; please give a"
                                + " System.map or a copy of /proc/kallsyms of this kernel"));
        if (!addresses.absolute()) {
            OptionalLong base = PointerVote.base(image, symbols, addresses.values());
            if (base.isEmpty()) {
                throw new SymbolSourceException(
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

    private SnapshotParts describe(SymbolsBuilder symbols, ImageBytes image, KallsymsAddresses addresses)
            throws SymbolSourceException {
        int listed = symbols.size();
        boolean data = hasData(symbols);
        int pointer = addresses.values()[listed - 1] >>> 32 == 0 ? 4 : 8;
        Optional<ExportTable> exports = ExportTable.locate(image, symbols, pointer);
        int count = 0;
        String note = addresses.form() + " addresses; no export table";
        SnapshotFacts.Knowledge knows = new SnapshotFacts.Knowledge(false, false, false, false, data);
        int crcs = 0;
        if (exports.isPresent()) {
            ExportTable table = exports.get();
            note = addresses.form() + " addresses; " + table.note();
            if (table.disagreed() > 0) {
                throw new SymbolSourceException(
                        fileName,
                        "its export table and symbol list contradict each other in " + table.disagreed() + " cases ("
                                + table.note() + "); the image is damaged or of an unknown layout");
            }
            table.mark(symbols);
            count = table.run().count();
            crcs = table.details().hasCrcs() ? count : 0;
            knows = new SnapshotFacts.Knowledge(true, table.details().hasClasses(), crcs > 0, true, data);
        } else {
            count = KsymtabNames.mark(symbols);
            knows = new SnapshotFacts.Knowledge(count > 0, false, false, false, data);
        }
        Banner banner = Banner.in(image);
        var source = new SnapshotSource(SourceKind.KERNEL_IMAGE, fileName, symbols.size(), count, crcs, note);
        SnapshotFacts facts = new SnapshotFacts(
                banner.release(),
                banner.banner(),
                banner.vermagic(),
                architecture(image, symbols),
                banner.buildId(),
                knows,
                List.of(source),
                List.of());
        return new SnapshotParts(symbols, facts);
    }

    private static Optional<String> architecture(ImageBytes image, SymbolsBuilder symbols) {
        boolean arm64 = image.length > ARM64_MAGIC_AT + 4 && image.i32(ARM64_MAGIC_AT) == ARM64_MAGIC;
        return arm64 ? Optional.of("aarch64") : ArchitectureNames.bySymbols(symbols);
    }

    /** One symbol in twenty is data; without CONFIG_KALLSYMS_ALL only a few section bounds are. */
    private static boolean hasData(SymbolsBuilder symbols) {
        int data = 0;
        for (int i = 0; i < symbols.size(); i++) {
            int lower = symbols.type[i] | 0x20;
            if ((lower == 'd' || lower == 'b' || lower == 'r')
                    && !KsymtabNames.isEntry(symbols.names, symbols.nameOffset[i], symbols.nameLength[i])) {
                data++;
            }
        }
        return data * 20L >= symbols.size();
    }
}
