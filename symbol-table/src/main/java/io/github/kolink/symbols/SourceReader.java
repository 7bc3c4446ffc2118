// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import io.github.kolink.codec.BoundedBytes;
import io.github.kolink.codec.Codecs;
import io.github.kolink.symbols.image.KernelImage;
import io.github.kolink.symbols.table.RefusedSourceException;
import io.github.kolink.symbols.table.SourceParts;
import io.github.kolink.symbols.text.ConfigText;
import io.github.kolink.symbols.text.SymbolListText;
import io.github.kolink.symbols.text.SymversText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Opens a file and recognises by content what it is. */
final class SourceReader {
    /** The most bytes a text source may have, compressed or live [bytes]. */
    private static final long TEXT_LIMIT = 1L << 29;

    private static final int PEEK = 256;

    private SourceReader() {}

    /** The bytes of a file: mapped, or read to its end where the kernel reports no size (/proc). */
    static ByteBuffer bytes(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            if (size > Integer.MAX_VALUE - 16) {
                throw new SymbolSourceException(name(file), "is larger than 2 GiB; no symbol source is");
            }
            if (size > 0) {
                return channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
            }
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new BoundedBytes(name(file), TEXT_LIMIT).readAll(in).toBuffer();
        }
    }

    static String name(Path file) {
        Path last = file.getFileName();
        return last == null ? file.toString() : last.toString();
    }

    /** Reads a source that is not a snapshot file. */
    static KernelSnapshot read(ByteBuffer file, String fileName) throws IOException {
        ByteBuffer content = file;
        if (Codecs.recognise(file).isPresent()) {
            content = Codecs.decompress(file, fileName, KernelImage.LIMIT);
        }
        if (content.remaining() == 0) {
            throw new SymbolSourceException(fileName, "is empty");
        }
        byte[] start = new byte[Math.min(PEEK, content.remaining())];
        content.duplicate().get(start);
        SourceKind kind = kind(start);
        try {
            SourceParts parts = switch (kind) {
                case SYMBOL_LIST -> SymbolListText.read(array(content), fileName);
                case MODULE_SYMVERS -> SymversText.read(array(content), fileName);
                case KERNEL_CONFIG -> ConfigText.read(array(content), fileName);
                default -> KernelImage.read(content, fileName);
            };
            SnapshotFacts facts = SnapshotFacts.of(kind, fileName, parts.facts());
            return KernelSnapshot.of(parts.symbols(), facts, parts.config(), fileName);
        } catch (RefusedSourceException e) {
            throw new SymbolSourceException(e);
        }
    }

    private static SourceKind kind(byte[] start) {
        if (isSymbolLine(start)) {
            return SourceKind.SYMBOL_LIST;
        }
        if (start[0] == '0' && start.length > 2 && start[1] == 'x') {
            return SourceKind.MODULE_SYMVERS;
        }
        if (start[0] == '#' || begins(start, "CONFIG_")) {
            return SourceKind.KERNEL_CONFIG;
        }
        return SourceKind.KERNEL_IMAGE;
    }

    private static boolean begins(byte[] start, String prefix) {
        return start.length >= prefix.length()
                && new String(start, 0, prefix.length(), StandardCharsets.ISO_8859_1).equals(prefix);
    }

    /** An address, a blank, a letter, a blank; or the "(null)" some kernels print for a hidden address. */
    private static boolean isSymbolLine(byte[] start) {
        int at = 0;
        while (at < start.length && Character.digit(start[at], 16) >= 0) {
            at++;
        }
        boolean typed = at >= 4 && at <= 16 && at + 2 < start.length && start[at] == ' ' && start[at + 2] == ' ';
        return typed
                || new String(start, StandardCharsets.ISO_8859_1).stripLeading().startsWith("(null) ");
    }

    private static byte[] array(ByteBuffer content) {
        if (content.hasArray() && content.arrayOffset() == 0 && content.position() == 0) {
            byte[] array = content.array();
            return content.limit() == array.length ? array : Arrays.copyOf(array, content.limit());
        }
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        return bytes;
    }
}
