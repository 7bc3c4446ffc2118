// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.snapshot;

import io.github.kolink.symbols.table.RefusedSourceException;
import io.github.kolink.symbols.table.SymbolRecords;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Where things are in a snapshot file. All numbers are little-endian; sections follow the header in this order, each
 * aligned to 8 bytes:
 *
 * <pre>
 * records   32 bytes per symbol: {@link SymbolRecords}
 * buckets   u32 per bucket: index + 1 of the first symbol of a name, 0 empty; a power of two, linear probing
 * sorted    u32 per symbol with an address: symbol index, by unsigned address
 * texts     u32 offset per owner and namespace text and one more for the end
 * names, text bytes, facts, config   bytes
 * </pre>
 *
 * @param symbols number of records
 * @param buckets number of buckets
 * @param sorted number of symbols with an address
 * @param texts number of owner and namespace texts
 * @param nameBytes [bytes]
 * @param textBytes [bytes]
 * @param factBytes [bytes]
 * @param configBytes [bytes]
 */
public record SnapshotLayout(
        int symbols, int buckets, int sorted, int texts, int nameBytes, int textBytes, int factBytes, int configBytes) {
    /** The first eight bytes, "kolinkSS". */
    static final long MAGIC = 0x53536b6e696c6f6bL;

    static final int VERSION = 1;
    static final int HEADER = 64;
    private static final int AT_VERSION = 8;
    private static final int AT_CHECKSUM = 12;
    private static final int AT_LENGTH = 16;
    private static final int AT_COUNTS = 24;

    private static long aligned(long offset) {
        return (offset + 7) & ~7L;
    }

    long recordsAt() {
        return HEADER;
    }

    long bucketsAt() {
        return recordsAt() + (long) SymbolRecords.SIZE * symbols;
    }

    long sortedAt() {
        return aligned(bucketsAt() + 4L * buckets);
    }

    long textsAt() {
        return aligned(sortedAt() + 4L * sorted);
    }

    long namesAt() {
        return aligned(textsAt() + 4L * (texts + 1L));
    }

    long textBytesAt() {
        return aligned(namesAt() + nameBytes);
    }

    /**
     * Returns where the facts begin.
     *
     * @return [bytes into file]
     */
    public long factsAt() {
        return aligned(textBytesAt() + textBytes);
    }

    /**
     * Returns where the configuration begins.
     *
     * @return [bytes into file]
     */
    public long configAt() {
        return aligned(factsAt() + factBytes);
    }

    long fileLength() {
        return aligned(configAt() + configBytes);
    }

    void writeHeader(ByteBuffer file) {
        file.putLong(0, MAGIC);
        file.putInt(AT_VERSION, VERSION);
        file.putLong(AT_LENGTH, fileLength());
        int[] counts = {symbols, buckets, sorted, texts, nameBytes, textBytes, factBytes, configBytes};
        for (int i = 0; i < counts.length; i++) {
            file.putInt(AT_COUNTS + 4 * i, counts[i]);
        }
        file.putInt(AT_CHECKSUM, checksum(file));
    }

    /** CRC-32C of the whole file without the checksum's own four bytes. */
    private static int checksum(ByteBuffer file) {
        CRC32C sum = new CRC32C();
        sum.update(file.duplicate().position(0).limit(AT_CHECKSUM));
        sum.update(file.duplicate().position(AT_CHECKSUM + 4).limit(file.capacity()));
        return (int) sum.getValue();
    }

    /**
     * Tells whether a file begins as a snapshot does.
     *
     * @param file little-endian, from 0 to its capacity
     * @return true if it does
     */
    public static boolean recognises(ByteBuffer file) {
        return file.capacity() >= 8 && file.getLong(0) == MAGIC;
    }

    /**
     * Reads and checks the header and the checksum of the whole file.
     *
     * @param file little-endian, from 0 to its capacity
     * @param fileName name for messages
     * @return the layout
     * @throws RefusedSourceException if the file is damaged or of another version
     */
    public static SnapshotLayout read(ByteBuffer file, String fileName) throws RefusedSourceException {
        if (file.capacity() < HEADER || !recognises(file)) {
            throw damaged(fileName, "it is shorter than a snapshot's header");
        }
        if (file.getInt(AT_VERSION) != VERSION) {
            throw new RefusedSourceException(
                    fileName,
                    "snapshot of format version " + Integer.toUnsignedString(file.getInt(AT_VERSION))
                            + ", this program reads version " + VERSION
                            + "; make it again with `kolink snapshot create`");
        }
        int[] counts = new int[8];
        boolean sound = true;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = file.getInt(AT_COUNTS + 4 * i);
            sound &= counts[i] >= 0;
        }
        SnapshotLayout layout = new SnapshotLayout(
                counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6], counts[7]);
        sound &= Integer.bitCount(layout.buckets) == 1 && layout.sorted <= layout.symbols && layout.texts > 0;
        if (!sound || layout.fileLength() != file.capacity() || file.getLong(AT_LENGTH) != file.capacity()) {
            throw damaged(fileName, "its length is " + file.capacity() + " bytes, not what the header says");
        }
        if (checksum(file) != file.getInt(AT_CHECKSUM)) {
            throw damaged(fileName, "its checksum is wrong");
        }
        return layout;
    }

    /**
     * Words what is wrong with a file.
     *
     * @param fileName name of the file
     * @param how what was met
     * @return the exception, to be thrown
     */
    public static RefusedSourceException damaged(String fileName, String how) {
        return new RefusedSourceException(
                fileName, "damaged snapshot: " + how + "; make it again with `kolink snapshot create`");
    }
}
