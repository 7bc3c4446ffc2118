// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.image;

import static io.github.kolink.elf.ElfConstants.ET_EXEC;
import static io.github.kolink.elf.ElfConstants.SHF_ALLOC;
import static io.github.kolink.elf.ElfConstants.SHN_ABS;
import static io.github.kolink.elf.ElfConstants.SHN_LORESERVE;
import static io.github.kolink.elf.ElfConstants.SHN_UNDEF;
import static io.github.kolink.elf.ElfConstants.SHT_NOBITS;
import static io.github.kolink.elf.ElfConstants.SHT_PROGBITS;
import static io.github.kolink.elf.ElfConstants.SHT_REL;
import static io.github.kolink.elf.ElfConstants.SHT_RELA;
import static io.github.kolink.elf.ElfConstants.SHT_SYMTAB;

import io.github.kolink.elf.ElfMachine;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.link.LinkedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a linked image as an executable ELF file: sections at their final addresses with their final contents, symbols
 * with their final values. Relocation sections are gone, as they are applied; symbols that came from the kernel or another
 * module are absolute. Sections that are not loaded (debug information, notes) are copied as they were in the module.
 */
public final class LinkedElf {
    private final LinkedImage image;
    private final ElfMachine machine;
    private final List<SectionHeader> kept = new ArrayList<>();
    private final int[] newIndex;

    private LinkedElf(LinkedImage image) {
        this.image = image;
        this.machine = image.module().file().machine();
        this.newIndex = new int[image.sections().size()];
        for (SectionHeader section : image.sections()) {
            if (section.index() == 0 || (section.type() != SHT_REL && section.type() != SHT_RELA)) {
                newIndex[section.index()] = kept.size();
                kept.add(section);
            }
        }
    }

    /**
     * The file.
     *
     * @param image a linked module
     * @return the whole ELF file
     */
    public static byte[] write(LinkedImage image) {
        return new LinkedElf(image).bytes();
    }

    private byte[] bytes() {
        byte[][] contents = new byte[kept.size()][];
        long[] offsets = new long[kept.size()];
        long at = machine.headerSize();
        for (int i = 1; i < kept.size(); i++) {
            contents[i] = contents(kept.get(i));
            long alignment = Math.min(4096, Math.max(1, kept.get(i).alignment()));
            at = (at + alignment - 1) & -alignment;
            offsets[i] = at;
            at += contents[i].length;
        }
        long headersAt = (at + 7) & -8L;
        ByteBuffer file = ByteBuffer.allocate(
                        Math.toIntExact(headersAt + (long) kept.size() * machine.sectionHeaderSize()))
                .order(machine.order());
        header(file, headersAt);
        for (int i = 1; i < kept.size(); i++) {
            file.position((int) offsets[i]).put(contents[i]);
        }
        file.position((int) headersAt + machine.sectionHeaderSize());
        for (int i = 1; i < kept.size(); i++) {
            sectionHeader(file, kept.get(i), offsets[i], contents[i].length);
        }
        return file.array();
    }

    private void header(ByteBuffer file, long headersAt) {
        file.put(new byte[] {0x7f, 'E', 'L', 'F', (byte) (machine.is64() ? 2 : 1)});
        file.put((byte) (machine.order() == ByteOrder.LITTLE_ENDIAN ? 1 : 2));
        file.put((byte) 1);
        file.put((byte) image.module().file().header().osAbi());
        file.position(16);
        file.putShort((short) ET_EXEC).putShort((short) machine.machine()).putInt(1);
        word(file, 0);
        word(file, 0);
        word(file, headersAt);
        file.putInt(image.module().file().header().flags());
        file.putShort((short) machine.headerSize());
        file.putShort((short) 0).putShort((short) 0);
        file.putShort((short) machine.sectionHeaderSize());
        file.putShort((short) kept.size());
        file.putShort((short) newIndex[image.module().file().header().sectionNames()]);
    }

    /** Name offsets stay valid, as the section name table is copied unchanged. */
    private void sectionHeader(ByteBuffer file, SectionHeader section, long offset, int length) {
        boolean table = section.index() == image.symbols().section();
        boolean loaded = image.isLoaded(section.index()) && !table && !isSymbolStrings(section);
        long flags = loaded ? section.flags() | SHF_ALLOC : section.flags() & ~SHF_ALLOC;
        int type = section.type() == SHT_NOBITS && length != 0 ? SHT_PROGBITS : section.type();
        file.putInt(section.nameOffset()).putInt(type);
        word(file, flags);
        word(file, loaded ? image.address(section.index()) : 0);
        word(file, offset);
        word(file, section.size());
        file.putInt(mapped(section.link()));
        file.putInt(type == SHT_SYMTAB ? section.info() : mapped(section.info()));
        word(file, section.alignment());
        word(file, section.entrySize());
    }

    private boolean isSymbolStrings(SectionHeader section) {
        int table = image.symbols().section();
        return table != 0 && image.sections().get(table).link() == section.index();
    }

    private int mapped(int index) {
        return index > 0 && index < newIndex.length ? newIndex[index] : 0;
    }

    private byte[] contents(SectionHeader section) {
        if (section.index() == image.symbols().section()) {
            return symbols();
        }
        if (image.isLoaded(section.index())) {
            byte[] bytes = image.bytes(section.index());
            return section.type() == SHT_NOBITS && allZero(bytes) ? new byte[0] : bytes;
        }
        byte[] copy = new byte[section.isEmptyInFile() ? 0 : (int) section.size()];
        image.module().file().contents(section).get(copy);
        return copy;
    }

    private static boolean allZero(byte[] bytes) {
        for (byte b : bytes) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private byte[] symbols() {
        SymbolTable table = image.symbols();
        ByteBuffer out = ByteBuffer.allocate(Math.max(table.count() * machine.symbolSize(), (int)
                        image.sections().get(table.section()).size()))
                .order(machine.order());
        for (int symbol = 1; symbol < table.count(); symbol++) {
            out.position(symbol * machine.symbolSize());
            int section = table.rawSectionIndex(symbol);
            int shown = section == SHN_UNDEF
                    ? SHN_ABS
                    : section < SHN_LORESERVE && section < newIndex.length ? newIndex[section] : section;
            out.putInt((int) table.nameOffset(symbol));
            if (machine.is64()) {
                out.put((byte) table.info(symbol)).put((byte) table.other(symbol));
                out.putShort((short) shown).putLong(image.value(symbol)).putLong(table.size(symbol));
            } else {
                out.putInt((int) image.value(symbol)).putInt((int) table.size(symbol));
                out.put((byte) table.info(symbol))
                        .put((byte) table.other(symbol))
                        .putShort((short) shown);
            }
        }
        return out.array();
    }

    private void word(ByteBuffer file, long value) {
        if (machine.is64()) {
            file.putLong(value);
        } else {
            file.putInt((int) value);
        }
    }
}
