// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.finalise.FinalisePass;
import io.github.kolink.finalise.Place;
import io.github.kolink.finalise.Places;
import io.github.kolink.layout.MemoryRegion;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.layout.SectionMemory;
import io.github.kolink.module.KernelModule;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * A linked module: the bytes the kernel would run, at their addresses. Read-only.
 */
public final class LinkedImage {
    private static final VarHandle LITTLE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final PlacedModule placed;
    private final long[] symbols;
    private final List<String> providers;

    LinkedImage(PlacedModule placed, long[] symbols, List<String> providers) {
        this.placed = placed;
        this.symbols = symbols;
        this.providers = providers;
    }

    PlacedModule placed() {
        return placed;
    }

    /**
     * The module.
     *
     * @return as it was read
     */
    public KernelModule module() {
        return placed.module();
    }

    /**
     * The section headers as the loader has changed them; {@code sh_addr} is not set, see {@link #address}.
     *
     * @return by section index
     */
    public List<SectionHeader> sections() {
        return placed.sections();
    }

    /**
     * Whether a section is loaded.
     *
     * @param section section index
     * @return true if it has an address
     */
    public boolean isLoaded(int section) {
        return placed.layout().placement(section).isPresent();
    }

    /**
     * The region of a section.
     *
     * @param section section index
     * @return empty if it is not loaded
     */
    public Optional<RegionKind> region(int section) {
        return placed.layout().placement(section).map(placement -> placement.region());
    }

    /**
     * The address of a section.
     *
     * @param section section index
     * @return [kernel virtual address, unsigned]; 0 if it is not loaded
     */
    public long address(int section) {
        return placed.address(section);
    }

    /**
     * The bytes of a section.
     *
     * @param section section index
     * @return a copy in the section's size, zeros for {@code SHT_NOBITS}; empty if it is not loaded
     */
    public byte[] bytes(int section) {
        Optional<SectionMemory> memory = placed.memory(section);
        byte[] copy = new byte[memory.map(SectionMemory::length).orElse(0)];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = (byte) memory.get().get8(i);
        }
        return copy;
    }

    /**
     * The regions.
     *
     * @return those the module needs
     */
    public List<MemoryRegion> regions() {
        return placed.layout().regions();
    }

    /**
     * The base of a region.
     *
     * @param kind which
     * @return [kernel virtual address, unsigned]; 0 if the module has no such region
     */
    public long base(RegionKind kind) {
        return placed.base(kind);
    }

    /**
     * The bytes of a region, padding and the loader's own tables as zeros.
     *
     * @param kind which
     * @return a read-only view; empty if the module has no such region
     */
    public ByteBuffer bytes(RegionKind kind) {
        return ByteBuffer.wrap(placed.region(kind), 0, placed.size(kind))
                .slice()
                .asReadOnlyBuffer()
                .order(module().file().machine().order());
    }

    /**
     * One number for the bytes of a region.
     *
     * @param kind which
     * @return the sum of its 64-bit words in the machine's byte order, modulo 2^64; bytes behind the last whole word are
     *     left out; 0 if the module has no such region
     */
    public long sum(RegionKind kind) {
        byte[] bytes = placed.region(kind);
        int last = placed.size(kind) - Long.BYTES;
        boolean bigEndian = module().file().machine().order() == ByteOrder.BIG_ENDIAN;
        long sum = 0;
        int at = 0;
        // Four at a time, as the JVM's first compiler does no such thing.
        for (; at <= last - 3 * Long.BYTES; at += 4 * Long.BYTES) {
            sum += word(bytes, at, bigEndian)
                    + word(bytes, at + Long.BYTES, bigEndian)
                    + word(bytes, at + 2 * Long.BYTES, bigEndian)
                    + word(bytes, at + 3 * Long.BYTES, bigEndian);
        }
        for (; at <= last; at += Long.BYTES) {
            sum += word(bytes, at, bigEndian);
        }
        return sum;
    }

    private static long word(byte[] bytes, int at, boolean bigEndian) {
        long word = (long) LITTLE.get(bytes, at);
        return bigEndian ? Long.reverseBytes(word) : word;
    }

    /**
     * The symbol table.
     *
     * @return as in the file; values are in {@link #value}
     */
    public SymbolTable symbols() {
        return module().symbols();
    }

    /**
     * The value of a symbol.
     *
     * @param symbol symbol index
     * @return S [kernel virtual address, unsigned]
     */
    public long value(int symbol) {
        return symbols[symbol];
    }

    /**
     * The modules whose exports this one uses: those whose reference counts the load raises.
     *
     * @return names, sorted
     */
    public List<String> providers() {
        return providers;
    }

    /**
     * Where a running kernel may differ from this image for the sake of a pass.
     *
     * @param pass the pass
     * @return the places its tables name
     */
    public List<Place> dependentPlaces(FinalisePass pass) {
        Places places = new Places(placed);
        pass.dependentPlaces(placed, places);
        return places.list();
    }

    /**
     * Where running code may have a pass's work changed.
     *
     * @param pass the pass
     * @return the places its tables name
     */
    public List<Place> switchedPlaces(FinalisePass pass) {
        Places places = new Places(placed);
        pass.switchedPlaces(placed, places);
        return places.list();
    }
}
