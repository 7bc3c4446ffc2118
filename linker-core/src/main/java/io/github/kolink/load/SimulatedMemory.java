// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

import io.github.kolink.relocate.MemoryModel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The module area of a simulated kernel: areas of whole pages, zeroed and writable when they are given out, each with a page
 * behind it that nobody has ({@code __get_vm_area_node}, mm/vmalloc.c 6.1). The lowest place that fits is taken.
 */
final class SimulatedMemory {
    private static final String FRESH = "rw-";

    private record Area(long base, ByteBuffer bytes, List<String> protections) {
        int size() {
            return bytes.capacity();
        }
    }

    private final MemoryModel model;
    private final TreeMap<Long, Area> areas = new TreeMap<>(Long::compareUnsigned);

    SimulatedMemory(MemoryModel model) {
        this.model = model;
    }

    int pageSize() {
        return model.pageSize();
    }

    /** Rounds up to whole pages. */
    long pages(long size) {
        return (size + model.pageSize() - 1) & -(long) model.pageSize();
    }

    /**
     * Gives out an area.
     *
     * @param size whole pages [bytes], not 0
     * @return its address; empty if there is no room
     */
    Optional<Long> allocate(long size) {
        long at = model.moduleArea();
        for (Area area : areas.values()) {
            if (Long.compareUnsigned(area.base() - at, size + model.pageSize()) >= 0) {
                break;
            }
            at = area.base() + area.size() + model.pageSize();
        }
        if (size > Integer.MAX_VALUE || at - model.moduleArea() + size > model.moduleAreaSize()) {
            return Optional.empty();
        }
        List<String> protections = new ArrayList<>(Collections.nCopies((int) (size / model.pageSize()), FRESH));
        areas.put(at, new Area(at, ByteBuffer.allocate((int) size), protections));
        return Optional.of(at);
    }

    /** Frees the area at an address. */
    void free(long base) {
        if (areas.remove(base) == null) {
            throw new IllegalStateException("no area at 0x" + Long.toHexString(base));
        }
    }

    private Optional<Area> area(long address, long length) {
        Map.Entry<Long, Area> below = areas.floorEntry(address);
        return Optional.ofNullable(below)
                .map(Map.Entry::getValue)
                .filter(area -> address - area.base() >= 0 && address - area.base() <= area.size() - length);
    }

    /** Writes bytes; false if they do not lie in one area, or not where writing is allowed. */
    boolean write(long address, byte[] bytes) {
        Optional<Area> area = area(address, bytes.length);
        if (area.isEmpty() || !protection(address).equals(FRESH)) {
            return false;
        }
        area.get().bytes().put((int) (address - area.get().base()), bytes);
        return true;
    }

    /** Reads bytes; empty if they do not lie in one area. */
    Optional<byte[]> read(long address, int length) {
        return area(address, length).map(area -> {
            byte[] bytes = new byte[length];
            area.bytes().get((int) (address - area.base()), bytes);
            return bytes;
        });
    }

    /** Protects pages. */
    void protect(long address, long size, String protection) {
        Area area = area(address, size).orElseThrow();
        int from = (int) ((address - area.base()) / model.pageSize());
        int to = from + (int) (pages(size) / model.pageSize());
        Collections.fill(area.protections().subList(from, to), protection);
    }

    /** The protection of a page: {@code rwx} with hyphens, "" where nothing is. */
    String protection(long address) {
        return area(address, 1)
                .map(area -> area.protections().get((int) ((address - area.base()) / model.pageSize())))
                .orElse("");
    }
}
