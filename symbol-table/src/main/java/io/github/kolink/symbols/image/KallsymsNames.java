// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.image;

import io.github.kolink.symbols.table.SymbolsBuilder;
import java.util.Optional;

/**
 * The compressed names of kallsyms with their count and markers ({@code kallsyms_num_syms}, {@code kallsyms_names},
 * {@code kallsyms_markers}; {@code scripts/kallsyms.c} (6.1)). All versions put the three in this order somewhere
 * before the token table; what else lies between differs, so they are recognised by each other: a marker is the offset
 * of every 256th name.
 *
 * @param image the image in the byte order of the tables
 * @param count number of symbols
 * @param countAt position of {@code kallsyms_num_syms}
 * @param namesAt position of the first name
 * @param markersAt position of the first marker
 */
record KallsymsNames(ImageBytes image, int count, int countAt, int namesAt, int markersAt) {
    private static final int STEP = 256;
    /** A name is a length of one or two bytes and at most 511 tokens (KSYM_NAME_LEN). */
    private static final int LONGEST_STEP = STEP * 514;

    private static final int SHORTEST_STEP = STEP * 2;
    /** Between markers and token table: nothing, or three bytes per symbol (seqs_of_names, 6.1.y to 6.4). */
    private static final int LONGEST_SEARCH = 16 << 20;

    /** Finds the names that belong to a token table. */
    static Optional<KallsymsNames> locate(TokenTable tokens) {
        ImageBytes image = tokens.image();
        int lowest = Math.max(16, tokens.tableAt() - LONGEST_SEARCH);
        for (int at = (tokens.tableAt() - 8) & ~3; at >= lowest; at -= 4) {
            if (image.i32(at) == 0 && isStep(image, at)) {
                int markers = run(image, at, tokens.tableAt());
                for (int trimmed = markers; trimmed > 1 && trimmed > markers - 3; trimmed--) {
                    Optional<KallsymsNames> names = beforeMarkers(image, at, trimmed);
                    if (names.isPresent()) {
                        return names;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isStep(ImageBytes image, int at) {
        long step = image.u32(at + 4) - image.u32(at);
        return step >= SHORTEST_STEP && step <= LONGEST_STEP;
    }

    private static int run(ImageBytes image, int at, int limit) {
        int markers = 1;
        while (at + 4 * markers + 4 <= limit && isStep(image, at + 4 * (markers - 1))) {
            markers++;
        }
        return markers;
    }

    /** Looks for a count whose names end at the markers. */
    private static Optional<KallsymsNames> beforeMarkers(ImageBytes image, int markersAt, int markers) {
        long last = image.u32(markersAt + 4 * (markers - 1));
        long from = markersAt - last - 8;
        for (long at = from & ~3; at >= Math.max(8, from - LONGEST_STEP); at -= 4) {
            long count = image.u32((int) at);
            if (count > (long) STEP * (markers - 1) && count <= (long) STEP * markers) {
                for (int names = (int) at + 4; names <= at + 8; names += 4) {
                    var candidate = new KallsymsNames(image, (int) count, (int) at, names, markersAt);
                    if (candidate.lastStepEnds(markers) && candidate.agreesWithMarkers()) {
                        return Optional.of(candidate);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private boolean lastStepEnds(int markers) {
        long at = namesAt + image.u32(markersAt + 4 * (markers - 1));
        for (int i = STEP * (markers - 1); i < count && at < markersAt; i++) {
            at = next((int) at);
        }
        return at <= markersAt && at > markersAt - 8;
    }

    private boolean agreesWithMarkers() {
        int at = namesAt;
        for (int i = 0; i < count; i++) {
            if (at >= markersAt || (i % STEP == 0 && image.u32(markersAt + 4 * (i / STEP)) != at - namesAt)) {
                return false;
            }
            at = next(at);
        }
        return at <= markersAt;
    }

    /** Position of the name behind the one at a position. */
    int next(int at) {
        return contentAt(at) + tokens(at);
    }

    /** Number of tokens: one byte, or two in ULEB128 if the first has its top bit set. */
    private int tokens(int at) {
        int first = image.u8(at);
        return first < 0x80 ? first : (first & 0x7f) | (image.u8(at + 1) << 7);
    }

    private int contentAt(int at) {
        return at + (image.u8(at) < 0x80 ? 1 : 2);
    }

    /** Expands all names, type letter first, into the builder; false if one is damaged. */
    boolean expandInto(SymbolsBuilder symbols, TokenTable table) {
        byte[] name = new byte[SymbolsBuilder.LONGEST_NAME + 1];
        int at = namesAt;
        for (int i = 0; i < count; i++) {
            int length = 0;
            int content = contentAt(at);
            int end = content + tokens(at);
            for (int t = content; t < end; t++) {
                for (int c = table.tokenAt(image.u8(t)); image.bytes[c] != 0; c++) {
                    if (length == name.length) {
                        return false;
                    }
                    name[length++] = image.bytes[c];
                }
            }
            if (length < 2 || symbols.size() == SymbolsBuilder.MOST) {
                return false;
            }
            symbols.add(name, 1, length - 1, (char) name[0]);
            at = end;
        }
        return true;
    }
}
