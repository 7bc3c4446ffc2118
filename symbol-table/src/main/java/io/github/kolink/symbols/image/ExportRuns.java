// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.image;

import io.github.kolink.symbols.image.ExportRun.Encoding;
import java.util.ArrayList;
import java.util.List;

/** Finds runs of export entries in an image by their structure: each names an identifier and a namespace. */
final class ExportRuns {
    /** Shorter runs are chance, or a kernel too small to matter. */
    static final int SHORTEST = 8;

    private ExportRuns() {}

    /** Runs of self-relative entries, in file order. */
    static List<ExportRun> selfRelative(ImageBytes image) {
        return runs(image, Encoding.SELF_RELATIVE, 0);
    }

    /**
     * Runs of entries of pointers.
     *
     * @param nameDelta what to subtract from a name pointer to get a position
     */
    static List<ExportRun> pointers(ImageBytes image, Encoding encoding, long nameDelta) {
        return runs(image, encoding, nameDelta);
    }

    private static List<ExportRun> runs(ImageBytes image, Encoding encoding, long nameDelta) {
        List<ExportRun> runs = new ArrayList<>();
        int step = encoding.field == 8 ? 8 : 4;
        int at = 0;
        while (at + encoding.entry() <= image.length) {
            int end = at;
            while (end + encoding.entry() <= image.length && ExportRun.isEntry(image, end, encoding, nameDelta)) {
                end += encoding.entry();
            }
            int count = (end - at) / encoding.entry();
            if (count >= SHORTEST) {
                runs.add(new ExportRun(image, at, count, encoding, nameDelta));
            }
            at = count >= SHORTEST ? end : at + step;
        }
        return runs;
    }
}
