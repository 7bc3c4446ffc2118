// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.sum;

import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import java.util.Map;

/** Addresses one behind the other in a fixed window, again from its start when the next 24 MiB would leave it. */
final class YardstickArea {
    private static final long ROOM_FOR_ONE = 24L << 20;

    private final long start;
    private final long size;
    private final long percpu;
    private long used;

    private YardstickArea(long start, long size, long percpu) {
        this.start = start;
        this.size = size;
        this.percpu = percpu;
    }

    /** The window for an architecture. */
    static YardstickArea of(String architecture) {
        return switch (architecture) {
            case "x86_64" -> new YardstickArea(0xffffffffc0000000L, 1008L << 20, 0x20000);
            case "arm64" -> new YardstickArea(0xffff800004000000L, 64L << 20, 0xffff800009800000L);
            default ->
                throw new IllegalArgumentException("the sum is defined for x86_64 and arm64, not for " + architecture);
        };
    }

    RegionAddresses next(ModuleLayout layout) {
        if (used + ROOM_FOR_ONE > size) {
            used = 0;
        }
        long base = start + used;
        used += layout.region(RegionKind.CORE).orElseThrow().size();
        return new RegionAddresses(Map.of(RegionKind.CORE, base, RegionKind.PERCPU, percpu), Map.of());
    }
}
