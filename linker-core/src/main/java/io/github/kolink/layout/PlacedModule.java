// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SectionTable;
import io.github.kolink.module.KernelModule;
import java.util.Map;
import java.util.Optional;

/**
 * A module at its final addresses, with its memory: the contents of the file, zero elsewhere. Only relocation and
 * finalisation write to the memory.
 */
public final class PlacedModule {
    private static final byte[] NONE = new byte[0];

    private final KernelModule module;
    private final ModuleLayout layout;
    private final RegionAddresses addresses;
    private final Region[] regions;
    /** By section index; 0 if it is not loaded. */
    private final long[] starts;

    /** A region at its place. */
    private static final class Region {
        private final RegionKind kind;
        private final long base;
        /** Begins with the region. */
        private final byte[] memory;

        private final int size;

        Region(RegionKind kind, long base, byte[] memory, int size) {
            this.kind = kind;
            this.base = base;
            this.memory = memory;
            this.size = size;
        }
    }

    /**
     * Copies a module's sections to their places, in new memory.
     *
     * @param module the module
     * @param layout where its sections go
     * @param addresses where its regions lie
     */
    public PlacedModule(KernelModule module, ModuleLayout layout, RegionAddresses addresses) {
        this(module, layout, addresses, RegionMemory.NEW);
    }

    /**
     * Copies a module's sections to their places.
     *
     * @param module the module
     * @param layout where its sections go
     * @param addresses where its regions lie
     * @param memory for the regions; belongs to this module as long as anybody looks at it
     */
    public PlacedModule(KernelModule module, ModuleLayout layout, RegionAddresses addresses, RegionMemory memory) {
        this.module = module;
        this.layout = layout;
        this.addresses = addresses;
        this.regions = new Region[layout.regions().size()];
        for (int i = 0; i < regions.length; i++) {
            MemoryRegion region = layout.regions().get(i);
            RegionKind kind = region.kind();
            int size = (int) region.size();
            regions[i] = new Region(kind, addresses.base(kind), memory.zeros(kind, size), size);
        }
        this.starts = starts();
        copyContents();
    }

    private long[] starts() {
        long[] found = new long[layout.sections().size()];
        for (int section = 0; section < found.length; section++) {
            SectionPlacement place = layout.placements().get(section);
            found[section] = place == null ? 0 : find(place.region()).base + place.offset();
        }
        for (Map.Entry<Integer, Long> given : addresses.sections().entrySet()) {
            if (given.getKey() >= 0 && given.getKey() < found.length) {
                found[given.getKey()] = given.getValue();
            }
        }
        return found;
    }

    /** Like the kernel, which copies whatever is not NOBITS (move_module, kernel/module/main.c 6.1). */
    private void copyContents() {
        SectionTable sections = layout.sections();
        for (int index = 0; index < sections.size(); index++) {
            SectionPlacement place = layout.placements().get(index);
            SectionHeader section = sections.get(index);
            if (place != null
                    && section.type() != ElfConstants.SHT_NOBITS
                    && module.file().hasRoomFor(section)) {
                module.file().copyContents(section, find(place.region()).memory, (int) place.offset());
            }
        }
    }

    /** Of the few there are; one without memory if the module needs none. */
    private Region find(RegionKind kind) {
        for (Region region : regions) {
            if (region.kind == kind) {
                return region;
            }
        }
        return new Region(kind, addresses.base(kind), NONE, 0);
    }

    /**
     * The module.
     *
     * @return as it was read
     */
    public KernelModule module() {
        return module;
    }

    /**
     * The layout.
     *
     * @return regions and offsets
     */
    public ModuleLayout layout() {
        return layout;
    }

    /**
     * The section headers as the loader has changed them.
     *
     * @return by section index
     */
    public SectionTable sections() {
        return layout.sections();
    }

    /**
     * The base of a region.
     *
     * @param kind which
     * @return [kernel virtual address, unsigned]
     */
    public long base(RegionKind kind) {
        return addresses.base(kind);
    }

    /**
     * The address of a section.
     *
     * @param section section index
     * @return [kernel virtual address, unsigned]; 0 if the section is not loaded
     */
    public long address(int section) {
        return section < 0 || section >= starts.length ? 0 : starts[section];
    }

    /**
     * Whether a section is freed after init.
     *
     * @param section section index
     * @return false if it is not loaded
     */
    public boolean isInit(int section) {
        SectionPlacement place = layout.placements().get(section);
        return place != null && place.region().isInit();
    }

    /**
     * The memory of a section.
     *
     * @param section section index
     * @return a window to its bytes; empty if the section is not loaded
     */
    public Optional<SectionMemory> memory(int section) {
        SectionPlacement place = layout.placements().get(section);
        return place == null
                ? Optional.empty()
                : Optional.of(new SectionMemory(
                        find(place.region()).memory,
                        (int) place.offset(),
                        (int) layout.sections().get(section).size(),
                        address(section),
                        module.file().machine().order()));
    }

    /**
     * Writes the symbols' values into the loaded symbol table, where the kernel keeps them too ({@code
     * simplify_symbols}, kernel/module/main.c 6.1).
     *
     * @param values by symbol index
     */
    public void storeSymbolValues(long[] values) {
        boolean is64 = module.file().machine().is64();
        int size = module.file().machine().symbolSize();
        Optional<SectionMemory> loaded = memory(module.symbols().section());
        if (loaded.isEmpty()) {
            return;
        }
        SectionMemory table = loaded.get();
        // A hook may have cut the section the table lies in (a .plt that is a symbol table).
        int fits = Math.min(values.length, table.length() / size);
        for (int symbol = 1; symbol < fits; symbol++) {
            if (is64) {
                table.put64((long) symbol * size + 8, values[symbol]);
            } else {
                table.put32((long) symbol * size + 4, (int) values[symbol]);
            }
        }
    }

    /**
     * The memory of a region.
     *
     * @param kind which
     * @return begins with its bytes, not copied; the rest means nothing
     */
    public byte[] region(RegionKind kind) {
        return find(kind).memory;
    }

    /**
     * The size of a region.
     *
     * @param kind which
     * @return [bytes]; 0 if the module has no such region
     */
    public int size(RegionKind kind) {
        return find(kind).size;
    }
}
