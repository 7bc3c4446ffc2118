// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.snapshot;

import io.github.kolink.symbols.table.RefusedSourceException;
import io.github.kolink.symbols.table.SymbolsBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Lays symbols, facts and config out as the bytes of a snapshot file. */
public final class SnapshotPacker {
    private SnapshotPacker() {}

    /**
     * Packs.
     *
     * @param symbols indexed after the last symbol was added
     * @param facts what else is known, as lines {@code key=value}
     * @param config lines {@code CONFIG_X=value}
     * @return the little-endian bytes of the file, complete with header and checksum
     * @throws RefusedSourceException if the file would pass 2 GiB
     */
    public static ByteBuffer pack(SymbolsBuilder symbols, String facts, byte[] config) throws RefusedSourceException {
        byte[][] texts = encoded(symbols.texts());
        byte[] factBytes = facts.getBytes(StandardCharsets.UTF_8);
        int[] sorted = symbols.byAddress();
        int textBytes = 0;
        for (byte[] text : texts) {
            textBytes += text.length;
        }
        SnapshotLayout layout = new SnapshotLayout(
                symbols.size(),
                symbols.names().buckets().length,
                sorted.length,
                texts.length,
                symbols.names().bytesLength(),
                textBytes,
                factBytes.length,
                config.length);
        if (layout.fileLength() > Integer.MAX_VALUE - 16) {
            throw new RefusedSourceException("snapshot", "would be larger than 2 GiB; leave sources out");
        }
        ByteBuffer file = ByteBuffer.allocate((int) layout.fileLength()).order(ByteOrder.LITTLE_ENDIAN);
        file.put(
                (int) layout.recordsAt(),
                symbols.records().bytes(),
                0,
                symbols.records().length());
        file.position((int) layout.bucketsAt())
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .put(symbols.names().buckets());
        file.position((int) layout.sortedAt())
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .put(sorted);
        file.put(
                (int) layout.namesAt(),
                symbols.names().bytes(),
                0,
                symbols.names().bytesLength());
        int offset = 0;
        for (int id = 0; id < texts.length; id++) {
            file.putInt((int) layout.textsAt() + 4 * id, offset);
            file.put((int) layout.textBytesAt() + offset, texts[id]);
            offset += texts[id].length;
        }
        file.putInt((int) layout.textsAt() + 4 * texts.length, offset);
        file.put((int) layout.factsAt(), factBytes);
        file.put((int) layout.configAt(), config);
        layout.writeHeader(file);
        return file.clear();
    }

    private static byte[][] encoded(String[] texts) {
        byte[][] encoded = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            encoded[i] = texts[i].getBytes(StandardCharsets.UTF_8);
        }
        return encoded;
    }
}
