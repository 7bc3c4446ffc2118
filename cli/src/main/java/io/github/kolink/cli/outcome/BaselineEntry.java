// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.outcome;

import io.github.kolink.finding.Finding;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/**
 * What a baseline knows a finding by: nothing that moves when a module is built again.
 *
 * @param module its name, or {@code *}
 * @param code of the finding
 * @param place the symbol; if there is none the section; {@code -} if there is neither; or {@code *}
 */
record BaselineEntry(String module, String code, String place) implements Comparable<BaselineEntry> {
    static final String ANY = "*";

    private static final Comparator<BaselineEntry> ORDER = Comparator.comparing(BaselineEntry::module)
            .thenComparing(BaselineEntry::code)
            .thenComparing(BaselineEntry::place);

    static BaselineEntry of(CheckedModule module, Finding finding) {
        String place = finding.symbol().isEmpty() ? finding.section() : finding.symbol();
        return new BaselineEntry(word(module.name()), finding.code().name(), place.isEmpty() ? "-" : word(place));
    }

    /** The name as one word of printable ASCII: what else it has is written as {@code %XX}. */
    private static String word(String name) {
        StringBuilder word = new StringBuilder();
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            if (each > ' ' && each < 0x7f && each != '#' && each != '%' && each != '*') {
                word.append((char) each);
            } else {
                word.append(String.format("%%%02X", each & 0xff));
            }
        }
        return word.toString();
    }

    @Override
    public int compareTo(BaselineEntry other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return module + " " + code + " " + place;
    }
}
