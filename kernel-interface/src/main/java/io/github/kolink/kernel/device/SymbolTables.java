// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.device;

import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;
import static io.github.kolink.elf.ElfConstants.SHF_EXECINSTR;
import static io.github.kolink.elf.ElfConstants.SHF_WRITE;
import static io.github.kolink.elf.ElfConstants.SHN_ABS;
import static io.github.kolink.elf.ElfConstants.SHN_LORESERVE;
import static io.github.kolink.elf.ElfConstants.SHN_UNDEF;
import static io.github.kolink.elf.ElfConstants.SHT_NOBITS;
import static io.github.kolink.elf.ElfConstants.STB_WEAK;
import static io.github.kolink.elf.ElfConstants.STT_OBJECT;

import io.github.kolink.elf.ElfMachine;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.layout.MemoryRegion;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.link.LinkedImage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tables for kallsyms, where the layout left room for them: a copy that stays behind the data, and the module's own
 * tables with type letters behind them, which are freed after init ({@code add_kallsyms}, kernel/module/kallsyms.c 6.1).
 */
final class SymbolTables {
    private final LinkedImage image;
    private final SymbolTable symbols;
    private final ElfMachine machine;
    private final List<Integer> kept = new ArrayList<>();
    private int stringBytes;
    private long coreAt;

    SymbolTables(LinkedImage image) {
        this.image = image;
        this.symbols = image.symbols();
        this.machine = image.module().file().machine();
        if (isPresent()) {
            coreAt = align(endOf(RegionKind.DATA), Math.max(1, table().alignment()));
            // Data symbols are kept if the layout counted them, which it does where the kernel keeps them.
            choose(SHF_ALLOC);
            long room = image.regions().stream()
                    .filter(region -> region.kind() == RegionKind.DATA)
                    .mapToLong(MemoryRegion::size)
                    .sum();
            if (coreAt + coreSize() > room) {
                choose(SHF_ALLOC | SHF_EXECINSTR);
            }
        }
    }

    /** Whether the layout has room for tables at all. */
    boolean isPresent() {
        return symbols.section() != 0 && image.isLoaded(symbols.section());
    }

    private SectionHeader table() {
        return image.sections().get(symbols.section());
    }

    private static long align(long at, long alignment) {
        return (at + alignment - 1) & -alignment;
    }

    private long endOf(RegionKind kind) {
        long end = 0;
        for (SectionHeader section : image.sections()) {
            if (image.region(section.index()).equals(Optional.of(kind))) {
                end = Math.max(end, image.address(section.index()) - image.base(kind) + section.size());
            }
        }
        return end;
    }

    private void choose(long flags) {
        kept.clear();
        stringBytes = 0;
        for (int symbol = 0; symbol < symbols.count(); symbol++) {
            if (symbol == 0 || isCore(symbol, flags)) {
                kept.add(symbol);
                stringBytes += name(symbol).length + 1;
            }
        }
    }

    /** {@code is_core_symbol}. */
    private boolean isCore(int symbol, long flags) {
        int section = symbols.rawSectionIndex(symbol);
        if (section == SHN_UNDEF || section >= image.sections().size() || symbols.nameOffset(symbol) == 0) {
            return false;
        }
        Optional<RegionKind> region = image.region(section);
        if (region.equals(Optional.of(RegionKind.PERCPU))) {
            return flags == SHF_ALLOC;
        }
        return region.isPresent()
                && !region.get().isInit()
                && image.sections().get(section).has(flags);
    }

    private byte[] name(int symbol) {
        return symbol == 0 ? new byte[0] : symbols.name(symbol).orElse("").getBytes(StandardCharsets.ISO_8859_1);
    }

    private long coreSize() {
        return (long) kept.size() * machine.symbolSize() + stringBytes + kept.size();
    }

    /** {@code symtab}, {@code nsyms}, {@code strtab}, {@code typetab}. */
    void putCore(ByteBuffer message) {
        long at = isPresent() ? image.base(RegionKind.DATA) + coreAt : 0;
        long strings = isPresent() ? at + (long) kept.size() * machine.symbolSize() : 0;
        message.putLong(at).putLong(kept.size()).putLong(strings).putLong(strings + stringBytes);
    }

    /** {@code strtab_len}. */
    long coreStringBytes() {
        return stringBytes;
    }

    /** {@code init_symtab}, {@code init_nsyms}, {@code init_strtab}, {@code init_strtab_len}, {@code init_typetab}. */
    void putInit(ByteBuffer message) {
        if (!isPresent()) {
            message.put(new byte[5 * Long.BYTES]);
            return;
        }
        int strings = table().link();
        message.putLong(image.address(symbols.section()))
                .putLong(symbols.count())
                .putLong(image.address(strings))
                .putLong(image.sections().get(strings).size())
                .putLong(image.base(RegionKind.INIT_DATA) + initLetters());
    }

    /** Behind the strings and {@code struct mod_kallsyms}, as {@code layout_symtab} counts [bytes into the init data]. */
    private long initLetters() {
        int strings = table().link();
        long end = image.address(strings)
                - image.base(RegionKind.INIT_DATA)
                + image.sections().get(strings).size();
        return align(end, machine.is64() ? 8 : 2) + 4L * machine.wordSize();
    }

    /** Writes into a copy of a region what of the tables lies in it. */
    void fill(RegionKind kind, byte[] region) {
        if (isPresent() && kind == RegionKind.DATA) {
            fillCore(ByteBuffer.wrap(region).order(machine.order()));
        } else if (isPresent() && kind == RegionKind.INIT_DATA) {
            for (int symbol = 0; symbol < symbols.count(); symbol++) {
                region[(int) initLetters() + symbol] = (byte) letter(symbol);
            }
        }
    }

    private void fillCore(ByteBuffer data) {
        int strings = (int) coreAt + kept.size() * machine.symbolSize();
        int name = 0;
        for (int i = 0; i < kept.size(); i++) {
            int symbol = kept.get(i);
            byte[] text = name(symbol);
            if (symbol != 0) {
                data.position((int) coreAt + i * machine.symbolSize());
                entry(data, symbol, name);
            }
            data.position(strings + name);
            data.put(text).put((byte) 0);
            data.put(strings + stringBytes + i, (byte) letter(symbol));
            name += text.length + 1;
        }
    }

    private void entry(ByteBuffer data, int symbol, int name) {
        int section = symbols.rawSectionIndex(symbol);
        data.putInt(name);
        if (machine.is64()) {
            data.put((byte) symbols.info(symbol)).put((byte) symbols.other(symbol));
            data.putShort((short) section);
            data.putLong(image.value(symbol)).putLong(symbols.size(symbol));
        } else {
            data.putInt((int) image.value(symbol)).putInt((int) symbols.size(symbol));
            data.put((byte) symbols.info(symbol)).put((byte) symbols.other(symbol));
            data.putShort((short) section);
        }
    }

    /** {@code elf_type}. */
    private char letter(int symbol) {
        if (symbols.binding(symbol) == STB_WEAK) {
            return symbols.type(symbol) == STT_OBJECT ? 'v' : 'w';
        }
        int section = symbols.rawSectionIndex(symbol);
        if (section == SHN_UNDEF) {
            return 'U';
        }
        if (section == SHN_ABS || image.region(section).equals(Optional.of(RegionKind.PERCPU))) {
            return 'a';
        }
        if (section >= SHN_LORESERVE || section >= image.sections().size()) {
            return '?';
        }
        SectionHeader header = image.sections().get(section);
        if (header.has(SHF_EXECINSTR)) {
            return 't';
        }
        if (header.has(SHF_ALLOC) && header.type() != SHT_NOBITS) {
            return header.has(SHF_WRITE) ? 'd' : 'r';
        }
        if (header.type() == SHT_NOBITS) {
            return 'b';
        }
        return header.name().startsWith(".debug") ? 'n' : '?';
    }
}
