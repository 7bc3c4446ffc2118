// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.target;

import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Snapshots that were opened already, so that a batch opens each once. */
public final class SnapshotShelf {
    private final Map<Path, KernelSnapshot> parts = new HashMap<>();
    private final Map<List<Path>, KernelSnapshot> merged = new HashMap<>();

    /** An empty shelf. */
    public SnapshotShelf() {}

    /**
     * One snapshot of all these sources.
     *
     * @param sources files, in the order in which they are merged
     * @return the merged snapshot
     * @throws IOException if a source cannot be read
     */
    public KernelSnapshot open(List<Path> sources) throws IOException {
        List<KernelSnapshot> opened = new ArrayList<>();
        for (Path source : sources) {
            KernelSnapshot part = parts.get(source);
            if (part == null) {
                part = KernelSnapshot.open(source);
                parts.put(source, part);
            }
            opened.add(part);
        }
        KernelSnapshot whole = merged.get(sources);
        if (whole == null) {
            whole = KernelSnapshot.merge(opened);
            merged.put(List.copyOf(sources), whole);
        }
        return whole;
    }
}
