// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import static io.github.kolink.elf.ElfConstants.SHF_EXECINSTR;
import static io.github.kolink.elf.ElfConstants.SHF_WRITE;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.module.KernelModule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares sections of one image. */
final class SectionComparer {
    private static final int MOST_SHOWN = 200;
    private static final int EXCUSED_SHOWN = 3;
    private static final int AROUND = 8;
    private static final int FARTHEST_SYMBOL = 512;
    private static final int LONGEST_SHOWN = 64;

    private final LinkedImage image;
    private final Attribution attribution;
    private final SymbolNames names;

    SectionComparer(LinkedImage image, Attribution attribution) {
        this.image = image;
        this.attribution = attribution;
        this.names = new SymbolNames(image);
    }

    SectionComparison compare(SectionHeader section, byte[] captured) {
        byte[] linked = image.bytes(section.index());
        boolean writable = section.has(SHF_WRITE);
        boolean excluded = section.name().equals(KernelModule.THIS_MODULE);
        Map<Cause, Tally> causes = new TreeMap<>();
        List<SectionDifference> shown = new ArrayList<>();
        int at = excluded ? -1 : Arrays.mismatch(linked, captured);
        if (at >= 0) {
            Attribution.Bytes bytes = attribution.of(section, linked, captured, writable);
            while (at < linked.length) {
                if (linked[at] == captured[at]) {
                    at++;
                    continue;
                }
                int from = at;
                Cause cause = bytes.cause(from);
                while (at < linked.length
                        && linked[at] != captured[at]
                        && bytes.cause(at).equals(cause)) {
                    at++;
                }
                Tally known = causes.merge(cause, new Tally((long) at - from, 1), Tally::plus);
                if (known.runs() <= (cause.isExcused() ? EXCUSED_SHOWN : MOST_SHOWN)) {
                    String detail = cause.kind() == Cause.Kind.RELOCATION ? bytes.reference(from) : "";
                    shown.add(show(section, from, at, cause, detail, linked, captured));
                }
            }
        }
        return new SectionComparison(
                section.index(),
                section.name(),
                image.address(section.index()),
                linked.length,
                section.has(SHF_EXECINSTR),
                writable,
                excluded,
                causes,
                List.copyOf(shown));
    }

    private SectionDifference show(
            SectionHeader section, int from, int end, Cause cause, String detail, byte[] linked, byte[] captured) {
        // Code begins at its symbol, so that it can be disassembled.
        int symbol = (int) names.start(section, from);
        int start =
                section.has(SHF_EXECINSTR) && from - symbol <= FARTHEST_SYMBOL ? symbol : Math.max(0, from - AROUND);
        int stop = Math.min(linked.length, Math.min(end, from + LONGEST_SHOWN) + AROUND);
        return new SectionDifference(
                from,
                end - from,
                cause,
                detail,
                names.place(section, from),
                start,
                HexFormat.of().formatHex(linked, start, stop),
                HexFormat.of().formatHex(captured, start, stop));
    }
}
