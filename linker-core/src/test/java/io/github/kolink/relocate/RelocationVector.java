// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.relocate;

import java.util.HexFormat;
import java.util.List;

/**
 * One row of {@code relocation-vectors.csv}: {@code name,S,A,P,before,after,outcome}.
 *
 * @param name the relocation type
 * @param s the symbol's value
 * @param a the addend
 * @param p the address of the place
 * @param before bytes of the place before, in memory order
 * @param after bytes of the place after, in memory order
 * @param outcome what is reported; {@link RelocationOutcome#APPLIED} if nothing is
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RelocationVector(String name, long s, long a, long p, byte[] before, byte[] after, RelocationOutcome outcome) {
    private static final int COLUMNS = 7;

    static List<RelocationVector> load(Class<?> plugin, String resource) {
        return CsvTable.rows(plugin, resource, COLUMNS).stream()
                .map(RelocationVector::of)
                .toList();
    }

    private static RelocationVector of(List<String> row) {
        return new RelocationVector(
                row.get(0),
                hex(row.get(1)),
                hex(row.get(2)),
                hex(row.get(3)),
                HexFormat.of().parseHex(row.get(4)),
                HexFormat.of().parseHex(row.get(5)),
                RelocationOutcome.valueOf(row.get(6)));
    }

    /** {@code 0x…} or {@code -0x…}. */
    private static long hex(String text) {
        boolean negative = text.startsWith("-");
        if (!text.startsWith("0x", negative ? 1 : 0)) {
            throw new IllegalArgumentException("not 0x…: " + text);
        }
        long value = Long.parseUnsignedLong(text.substring(negative ? 3 : 2), 16);
        return negative ? -value : value;
    }

    @Override
    public String toString() {
        return name + " S=" + Long.toHexString(s) + " A=" + Long.toHexString(a) + " P=" + Long.toHexString(p) + " "
                + HexFormat.of().formatHex(before) + " " + outcome;
    }
}
