// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.module.KernelModule;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A module at its final addresses, with its memory: the contents of the file, zero elsewhere. Only relocation and
 * finalisation write to the memory.
 */
public final class PlacedModule {
    private final KernelModule module;
    private final ModuleLayout layout;
    private final RegionAddresses addresses;
    private final Map<RegionKind, byte[]> memory = new EnumMap<>(RegionKind.class);

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
        for (SectionHeader section : layout.sections()) {
            Optional<SectionPlacement> placement = layout.placement(section.index());
            // Like the kernel, which copies whatever is not NOBITS (move_module, kernel/module/main.c 6.1).
            if (placement.isPresent()
                    && section.type() != ElfConstants.SHT_NOBITS
                    && module.file().hasRoomFor(section)) {
                module.file().copyContents(section, memoryOf(placement.get().region()), (int)
                        placement.get().offset());
            }
        }
    }

    private byte[] memoryOf(RegionKind kind) {
        return memory.getOrDefault(kind, new byte[0]);
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
        Long given = addresses.sections().get(section);
        if (given != null) {
            return given;
        }
        return layout.placement(section)
                .map(placement -> addresses.base(placement.region()) + placement.offset())
                .orElse(0L);
    }

    /**
     * Whether a section is freed after init.
     *
     * @param section section index
     * @return false if it is not loaded
     */
    public boolean isInit(int section) {
        return layout.placement(section)
                .map(placement -> placement.region().isInit())
                .orElse(false);
    }

    /**
     * The memory of a section.
     *
     * @param section section index
     * @return a window to its bytes; empty if the section is not loaded
     */
    public Optional<SectionMemory> memory(int section) {
        ByteOrder order = module.file().machine().order();
        return layout.placement(section)
                .map(placement -> new SectionMemory(
                        memoryOf(placement.region()),
                        (int) placement.offset(),
                        (int) layout.sections().get(section).size(),
                        address(section),
                        order));
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
