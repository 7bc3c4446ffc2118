// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.layout.MemoryRegion;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.RegionKind;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Whether the module's code lies where its branches reach the kernel's. No kernel asks. */
record BranchReach(PlacedModule placed, ModuleLinker linker) {
    private static final Set<RegionKind> CODE =
            Set.of(RegionKind.CORE, RegionKind.INIT, RegionKind.TEXT, RegionKind.INIT_TEXT);

    void tell(Findings findings) {
        OptionalLong reach = linker.architecture().branchReach(linker.target().facts());
        OptionalLong first = linker.text();
        if (reach.isEmpty() || first.isEmpty()) {
            return;
        }
        long last = linker.textEnd().orElse(first.getAsLong());
        List<MemoryRegion> regions = placed.layout().regions();
        for (MemoryRegion region : regions) {
            long start = placed.base(region.kind());
            long far = Math.max(distance(start, last), distance(start + region.size(), first.getAsLong()));
            if (CODE.contains(region.kind()) && far > reach.getAsLong()) {
                findings.add(Finding.of(
                        FindingCode.EXTRA_PLACE_OUT_OF_REACH,
                        placed.module().file().name(),
                        "from 0x" + Long.toHexString(start) + " on, the module's " + mebibytes(region.size())
                                + " MiB (" + region.kind() + ") cannot reach all of the kernel: it is up to "
                                + mebibytes(far) + " MiB away, a branch reaches " + mebibytes(reach.getAsLong())
                                + " MiB"));
            }
        }
    }

    private static long distance(long one, long other) {
        return Math.abs(one - other);
    }

    private static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }
}
