// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.image;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The 256 tokens kallsyms names are compressed with ({@code kallsyms_token_table}, {@code kallsyms_token_index};
 * {@code scripts/kallsyms.c} (6.1)). Found by structure: unused byte values stand for themselves, so the ten digits
 * follow each other as one-letter texts, and the index behind the table gives the offset of every token.
 *
 * @param image the image in the byte order of the index
 * @param tableAt position of token 0
 * @param indexAt position of the u16 offset of token 0
 */
record TokenTable(ImageBytes image, int tableAt, int indexAt) {
    static final int TOKENS = 256;
    private static final byte[] DIGITS = {'0', 0, '1', 0, '2', 0, '3', 0, '4', 0, '5', 0, '6', 0, '7', 0, '8', 0, '9', 0
    };
    private static final int MOST_PADDING = 8;
    private static final int MOST_TABLE_BYTES = 1 << 16;

    /** Position behind the index. */
    int endAt() {
        return indexAt + 2 * TOKENS;
    }

    int tokenAt(int token) {
        return tableAt + image.u16(indexAt + 2 * token);
    }

    /** Finds all token tables, in either byte order; nearly always one. */
    static List<TokenTable> locate(ImageBytes image) {
        List<TokenTable> found = new ArrayList<>();
        int at = image.find(DIGITS, 0);
        while (at >= 0) {
            int end = endOfTokens(image, at);
            for (int index = end; end > 0 && index < end + MOST_PADDING; index++) {
                for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
                    addIfSound(image.in(order), at, index, found);
                }
            }
            at = image.find(DIGITS, at + 1);
        }
        return found;
    }

    /** Walks from the token of the digit 0 to the end of the last one. */
    private static int endOfTokens(ImageBytes image, int digits) {
        int at = digits;
        int limit = Math.min(image.length, digits + MOST_TABLE_BYTES);
        for (int token = '0'; token < TOKENS; token++) {
            while (at < limit && image.bytes[at] != 0) {
                at++;
            }
            at++;
        }
        return at <= limit ? at : 0;
    }

    private static void addIfSound(ImageBytes image, int digits, int index, List<TokenTable> found) {
        if (!image.has(index, 2 * TOKENS) || image.u16(index) != 0) {
            return;
        }
        int table = digits - image.u16(index + 2 * '0');
        if (table < 0) {
            return;
        }
        for (int token = 0; token + 1 < TOKENS; token++) {
            int at = table + image.u16(index + 2 * token);
            int next = table + image.u16(index + 2 * token + 2);
            if (next <= at
                    || next > index
                    || image.bytes[next - 1] != 0
                    || image.textLength(at, next - at) != next - at - 1) {
                return;
            }
        }
        found.add(new TokenTable(image, table, index));
    }
}
