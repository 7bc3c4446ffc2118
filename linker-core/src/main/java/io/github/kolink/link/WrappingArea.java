// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.relocate.MemoryModel;

/** The kernel's module area, used from its start again when it is full. */
final class WrappingArea implements ModuleTree.AddressPolicy {
    private static final long ROOM_FOR_ONE = 24L << 20;

    private final MemoryModel model;
    private long next;

    WrappingArea(MemoryModel model) {
        this.model = model;
        this.next = model.moduleArea();
    }

    @Override
    public RegionAddresses next(ModuleLayout layout) {
        long used = next - model.moduleArea();
        if (used != 0 && used + Math.max(ROOM_FOR_ONE, layout.totalSize()) > model.moduleAreaSize()) {
            next = model.moduleArea();
        }
        RegionAddresses where = new SequentialAddresses(next, model.pageSize(), model.percpuBase()).reserve(layout);
        long size =
                layout.totalSize() + (long) model.pageSize() * layout.regions().size();
        next = (next + size + model.pageSize() - 1) & -(long) model.pageSize();
        return where;
    }
}
