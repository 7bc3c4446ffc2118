// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.module.KernelModule;
import java.util.EnumMap;
import java.util.List;
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
    private final Map<RegionKind, byte[]> memory = new EnumMap<>(RegionKind.class);
    /** By section index; 0 if it is not loaded. */
    private final long[] starts;

    /**
     * Copies a module's sections to their places.
     *
     * @param module the module
     * @param layout where its sections go
     * @param addresses where its regions lie
     */
    public PlacedModule(KernelModule module, ModuleLayout layout, RegionAddresses addresses) {
        this.module = module;
        this.layout = layout;
        this.addresses = addresses;
        for (MemoryRegion region : layout.regions()) {
            memory.put(region.kind(), new byte[(int) region.size()]);
        }
        this.starts = new long[layout.sections().size()];
        for (SectionHeader section : layout.sections()) {
            SectionPlacement place = layout.placements().get(section.index());
            if (place != null) {
                starts[section.index()] = addresses.base(place.region()) + place.offset();
                // Like the kernel, which copies whatever is not NOBITS (move_module, kernel/module/main.c 6.1).
                if (section.type() != ElfConstants.SHT_NOBITS && module.file().hasRoomFor(section)) {
                    module.file().copyContents(section, memoryOf(place.region()), (int) place.offset());
                }
            }
        }
        addresses.sections().forEach((section, given) -> {
            if (section >= 0 && section < starts.length) {
                starts[section] = given;
            }
        });
    }

    private byte[] memoryOf(RegionKind kind) {
        return memory.getOrDefault(kind, NONE);
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
    public List<SectionHeader> sections() {
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
                        memoryOf(place.region()),
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
        memory(module.symbols().section()).ifPresent(table -> {
            // A hook may have cut the section the table lies in (a .plt that is a symbol table).
            int fits = Math.min(values.length, table.length() / size);
            for (int symbol = 1; symbol < fits; symbol++) {
                if (is64) {
                    table.put64((long) symbol * size + 8, values[symbol]);
                } else {
                    table.put32((long) symbol * size + 4, (int) values[symbol]);
                }
            }
        });
    }

    /**
     * The memory of a region.
     *
     * @param kind which
     * @return its bytes, not copied; empty if the module has no such region
     */
    public byte[] region(RegionKind kind) {
        return memoryOf(kind);
    }
}
