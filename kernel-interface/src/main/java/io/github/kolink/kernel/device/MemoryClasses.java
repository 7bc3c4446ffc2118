// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.device;

import io.github.kolink.layout.MemoryRegion;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The seven classes of memory, in the protocol's order; per-CPU memory comes behind them. */
final class MemoryClasses {
    static final List<RegionKind> ORDER = List.of(
            RegionKind.TEXT,
            RegionKind.RODATA,
            RegionKind.RO_AFTER_INIT,
            RegionKind.DATA,
            RegionKind.INIT_TEXT,
            RegionKind.INIT_RODATA,
            RegionKind.INIT_DATA);

    private MemoryClasses() {}

    /** {@code size[7]}, {@code pcpu_size}, {@code pcpu_align}. */
    static void putSizes(ByteBuffer message, ModuleLayout layout) {
        for (RegionKind kind : ORDER) {
            message.putLong(layout.region(kind).map(MemoryRegion::size).orElse(0L));
        }
        message.putLong(layout.region(RegionKind.PERCPU).map(MemoryRegion::size).orElse(0L));
        message.putLong(
                layout.region(RegionKind.PERCPU).map(MemoryRegion::alignment).orElse(0L));
    }

    /** {@code addr[7]}, {@code pcpu}. */
    static RegionAddresses addresses(ByteBuffer reply, ModuleLayout layout) {
        Map<RegionKind, Long> bases = new EnumMap<>(RegionKind.class);
        for (RegionKind kind : ORDER) {
            bases.put(kind, reply.getLong());
        }
        bases.put(RegionKind.PERCPU, reply.getLong());
        bases.keySet().removeIf(kind -> layout.region(kind).isEmpty());
        return new RegionAddresses(bases, Map.of());
    }
}
