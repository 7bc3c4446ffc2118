// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes ELF files for tests: sound ones in few words, malformed ones by overriding fields.
 *
 * <p>Sections get the indices 1, 2, … in the order they are added; {@code .symtab}, {@code .strtab} and {@code
 * .shstrtab} follow on {@link #write()}. With 65,280 sections or more, or on request, the file numbers its sections in
 * the extended way.
 */
public final class ElfWriter {
    /** A field of the file header. */
    public enum HeaderField {
        EI_MAG0,
        EI_CLASS,
        EI_DATA,
        EI_OSABI,
        E_TYPE,
        E_MACHINE,
        E_VERSION,
        E_ENTRY,
        E_PHOFF,
        E_SHOFF,
        E_FLAGS,
        E_EHSIZE,
        E_PHENTSIZE,
        E_PHNUM,
        E_SHENTSIZE,
        E_SHNUM,
        E_SHSTRNDX
    }

    /** A field of a section header. */
    public enum SectionField {
        SH_NAME,
        SH_TYPE,
        SH_FLAGS,
        SH_ADDR,
        SH_OFFSET,
        SH_SIZE,
        SH_LINK,
        SH_INFO,
        SH_ADDRALIGN,
        SH_ENTSIZE
    }

    /**
     * One relocation.
     *
     * @param offset {@code r_offset} [bytes into the target section]
     * @param symbol symbol index, 24 bits in a 32-bit file, 32 bits in a 64-bit one
     * @param type {@code ELF_R_TYPE}, 8 bits in a 32-bit file, 32 bits in a 64-bit one
     * @param addend {@code r_addend}; not written to a {@code SHT_REL} section
     */
    public record Relocation(long offset, long symbol, long type, long addend) {}

    private static final String SYMTAB = ".symtab";
    private static final String STRTAB = ".strtab";
    private static final String SHSTRTAB = ".shstrtab";
    private static final String SYMTAB_SHNDX = ".symtab_shndx";
    private static final int EI_VERSION = 6;

    private final ElfMachine machine;
    private final List<Section> sections = new ArrayList<>();
    private final Map<String, Integer> sectionIndices = new HashMap<>();
    private final List<Symbol> symbols = new ArrayList<>();
    private final Map<String, Integer> symbolIndices = new HashMap<>();
    private final Map<HeaderField, Long> header = new EnumMap<>(HeaderField.class);
    private final Map<String, Map<SectionField, Long>> overrides = new HashMap<>();
    private boolean extended;
    private boolean stripped;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Section(
            String name,
            int type,
            long flags,
            long alignment,
            byte[] contents,
            long size,
            String link,
            int info,
            long entrySize) {}

    private record Symbol(String name, int section, boolean reserved, long value, long size, int info, int other) {}

    private ElfWriter(ElfMachine machine) {
        this.machine = machine;
        add(new Section("", ElfConstants.SHT_NULL, 0, 0, new byte[0], 0, "", 0, 0));
        symbols.add(new Symbol("", 0, true, 0, 0, 0, 0));
    }

    /** Starts a relocatable file of a machine. */
    public static ElfWriter of(ElfMachine machine) {
        return new ElfWriter(machine);
    }

    /** Starts a relocatable file of a machine given by its parts. */
    public static ElfWriter of(int machine, boolean is64, ByteOrder order) {
        return new ElfWriter(new ElfMachine(machine, is64, order));
    }

    private ElfWriter add(Section section) {
        sectionIndices.putIfAbsent(section.name(), sections.size());
        sections.add(section);
        return this;
    }

    /** Adds a section of any type; two sections may have one name. */
    public ElfWriter section(String name, int type, long flags, long alignment, byte[] contents) {
        return add(new Section(name, type, flags, alignment, contents, contents.length, "", 0, 0));
    }

    /** Adds a {@code SHT_PROGBITS} section without alignment. */
    public ElfWriter section(String name, long flags, byte[] contents) {
        return section(name, ElfConstants.SHT_PROGBITS, flags, 1, contents);
    }

    /** Adds a {@code SHT_NOBITS} section. */
    public ElfWriter noBits(String name, long flags, long alignment, long size) {
        return add(new Section(name, ElfConstants.SHT_NOBITS, flags, alignment, new byte[0], size, "", 0, 0));
    }

    /** Adds {@code .rela<target>} with {@code sh_info} naming the first section of that name. */
    public ElfWriter rela(String target, Relocation... relocations) {
        return relocations(target, true, List.of(relocations));
    }

    /** Adds {@code .rel<target>} with {@code sh_info} naming the first section of that name. */
    public ElfWriter rel(String target, Relocation... relocations) {
        return relocations(target, false, List.of(relocations));
    }

    /** Adds a relocation section with {@code sh_info} naming the first section of that name. */
    public ElfWriter relocations(String target, boolean hasAddend, List<Relocation> relocations) {
        int size = machine.relocationSize(hasAddend);
        byte[] entries = new byte[size * relocations.size()];
        ByteBuffer table = over(entries);
        for (Relocation relocation : relocations) {
            putWord(table, relocation.offset());
            putWord(
                    table,
                    machine.is64()
                            ? relocation.symbol() << 32 | (relocation.type() & 0xffffffffL)
                            : relocation.symbol() << 8 | (relocation.type() & 0xff));
            if (hasAddend) {
                putWord(table, relocation.addend());
            }
        }
        return add(new Section(
                (hasAddend ? ".rela" : ".rel") + target,
                hasAddend ? ElfConstants.SHT_RELA : ElfConstants.SHT_REL,
                0,
                machine.wordSize(),
                entries,
                entries.length,
                SYMTAB,
                sectionIndex(target),
                size));
    }

    /** Adds a symbol defined in the first section of a name; {@code value} is [bytes into it]. */
    public ElfWriter symbol(String name, String section, long value, int binding, int type) {
        return symbol(new Symbol(name, sectionIndex(section), false, value, 0, binding << 4 | type, 0));
    }

    /** Adds a symbol with everything given; {@code section} is a plain or a reserved section index, as it is. */
    public ElfWriter rawSymbol(String name, int section, long value, long size, int info, int other) {
        return symbol(new Symbol(name, section, true, value, size, info, other));
    }

    /** Adds an undefined global symbol. */
    public ElfWriter undefined(String name) {
        return rawSymbol(name, ElfConstants.SHN_UNDEF, 0, 0, ElfConstants.STB_GLOBAL << 4, 0);
    }

    /** Adds a global symbol with an absolute value. */
    public ElfWriter absolute(String name, long value) {
        return rawSymbol(name, ElfConstants.SHN_ABS, value, 0, ElfConstants.STB_GLOBAL << 4, 0);
    }

    private ElfWriter symbol(Symbol symbol) {
        symbolIndices.putIfAbsent(symbol.name(), symbols.size());
        symbols.add(symbol);
        return this;
    }

    /** Writes another value to a field of the file header. */
    public ElfWriter with(HeaderField field, long value) {
        header.put(field, value);
        return this;
    }

    /** Writes another value to a field of the section header, of the first section of a name (also {@code .symtab}). */
    public ElfWriter with(String section, SectionField field, long value) {
        overrides
                .computeIfAbsent(section, unused -> new EnumMap<>(SectionField.class))
                .put(field, value);
        return this;
    }

    /** Gives the first section of a name another one; what names it by the old one still finds it. */
    public ElfWriter renamed(String section, String name) {
        int index = sectionIndex(section);
        Section old = sections.get(index);
        sections.set(
                index,
                new Section(
                        name,
                        old.type(),
                        old.flags(),
                        old.alignment(),
                        old.contents(),
                        old.size(),
                        old.link(),
                        old.info(),
                        old.entrySize()));
        Map<SectionField, Long> fields = overrides.remove(section);
        if (fields != null) {
            overrides.put(name, fields);
        }
        return this;
    }

    /** Numbers sections in the extended way although there are few. */
    public ElfWriter extendedNumbering() {
        extended = true;
        return this;
    }

    /** Leaves the symbol table and its strings out. */
    public ElfWriter stripped() {
        stripped = true;
        return this;
    }

    /** The index of the first section of a name; throws if there is none yet. */
    public int sectionIndex(String name) {
        return index(sectionIndices, name);
    }

    /** The index of the first symbol of a name; throws if there is none yet. */
    public int symbolIndex(String name) {
        return index(symbolIndices, name);
    }

    private static int index(Map<String, Integer> indices, String name) {
        Integer index = indices.get(name);
        if (index == null) {
            throw new IllegalArgumentException("nothing is named " + name);
        }
        return index;
    }

    /** The file, parsed: for tests that are not about parsing. */
    public ElfFile parse(String name) {
        return ElfFile.parse(name, write());
    }

    /** The file's bytes. May be called again after adding more. */
    public byte[] write() {
        List<Section> all = new ArrayList<>(sections);
        boolean far = extended || all.size() + 4 >= ElfConstants.SHN_LORESERVE;
        if (!stripped) {
            addSymbols(all, far);
        }
        Strings names = new Strings();
        all.forEach(section -> names.add(section.name()));
        byte[] table = names.add(SHSTRTAB).bytes();
        all.add(new Section(SHSTRTAB, ElfConstants.SHT_STRTAB, 0, 1, table, table.length, "", 0, 0));

        Map<String, Integer> indices = new HashMap<>();
        long[] offsets = new long[all.size()];
        long end = machine.headerSize();
        for (int i = 0; i < offsets.length; i++) {
            indices.putIfAbsent(all.get(i).name(), i);
            offsets[i] = i == 0 ? 0 : aligned(end, all.get(i).alignment());
            end = Math.max(end, offsets[i] + all.get(i).contents().length);
        }
        long headers = aligned(end, machine.wordSize());
        byte[] bytes = new byte[(int) headers + offsets.length * machine.sectionHeaderSize()];
        ByteBuffer file = over(bytes);
        putHeader(file, headers, all.size(), far);
        for (int i = 0; i < offsets.length; i++) {
            Section section = all.get(i);
            file.put((int) offsets[i], section.contents());
            file.position((int) headers + i * machine.sectionHeaderSize());
            boolean zero = i == 0 && far;
            int link = zero ? offsets.length - 1 : indices.getOrDefault(section.link(), 0);
            long size = zero ? offsets.length : section.size();
            boolean first = index(indices, section.name()) == i;
            putSection(
                    file,
                    section,
                    new long[] {names.add(section.name()).at(section.name()), offsets[i], size, link},
                    first ? overrides.getOrDefault(section.name(), Map.of()) : Map.of());
        }
        return bytes;
    }

    private void addSymbols(List<Section> all, boolean far) {
        Strings names = new Strings();
        byte[] symtab = new byte[symbols.size() * machine.symbolSize()];
        byte[] shndx = new byte[Integer.BYTES * symbols.size()];
        ByteBuffer table = over(symtab);
        ByteBuffer indices = over(shndx);
        int firstGlobal = symbols.size();
        for (int i = symbols.size() - 1; i >= 0; i--) {
            firstGlobal = symbols.get(i).info() >> 4 == ElfConstants.STB_LOCAL ? firstGlobal : i;
        }
        for (Symbol symbol : symbols) {
            boolean escape = !symbol.reserved() && symbol.section() >= ElfConstants.SHN_LORESERVE;
            indices.putInt(escape ? symbol.section() : 0);
            short section = (short) (escape ? ElfConstants.SHN_XINDEX : symbol.section());
            table.putInt(names.add(symbol.name()).at(symbol.name()));
            if (!machine.is64()) {
                table.putInt((int) symbol.value()).putInt((int) symbol.size());
            }
            table.put((byte) symbol.info()).put((byte) symbol.other()).putShort(section);
            if (machine.is64()) {
                table.putLong(symbol.value()).putLong(symbol.size());
            }
        }
        byte[] strtab = names.bytes();
        int word = machine.wordSize();
        all.add(new Section(
                SYMTAB,
                ElfConstants.SHT_SYMTAB,
                0,
                word,
                symtab,
                symtab.length,
                STRTAB,
                firstGlobal,
                machine.symbolSize()));
        all.add(new Section(STRTAB, ElfConstants.SHT_STRTAB, 0, 1, strtab, strtab.length, "", 0, 0));
        if (far) {
            all.add(new Section(SYMTAB_SHNDX, ElfConstants.SHT_SYMTAB_SHNDX, 0, 4, shndx, shndx.length, SYMTAB, 0, 4));
        }
    }

    private void putHeader(ByteBuffer file, long headers, int count, boolean far) {
        file.putInt(0, 0);
        putByte(file, 0, HeaderField.EI_MAG0, 0x7f);
        file.put(1, "ELF".getBytes(StandardCharsets.ISO_8859_1));
        putByte(file, 4, HeaderField.EI_CLASS, machine.is64() ? 2 : 1);
        putByte(file, 5, HeaderField.EI_DATA, machine.order() == ByteOrder.LITTLE_ENDIAN ? 1 : 2);
        file.put(EI_VERSION, (byte) 1);
        putByte(file, 7, HeaderField.EI_OSABI, 0);
        file.position(16);
        putShort(file, HeaderField.E_TYPE, ElfConstants.ET_REL);
        putShort(file, HeaderField.E_MACHINE, machine.machine());
        file.putInt((int) field(HeaderField.E_VERSION, 1));
        putWord(file, field(HeaderField.E_ENTRY, 0));
        putWord(file, field(HeaderField.E_PHOFF, 0));
        putWord(file, field(HeaderField.E_SHOFF, headers));
        file.putInt((int) field(HeaderField.E_FLAGS, 0));
        putShort(file, HeaderField.E_EHSIZE, machine.headerSize());
        putShort(file, HeaderField.E_PHENTSIZE, 0);
        putShort(file, HeaderField.E_PHNUM, 0);
        putShort(file, HeaderField.E_SHENTSIZE, machine.sectionHeaderSize());
        putShort(file, HeaderField.E_SHNUM, far ? 0 : count);
        putShort(file, HeaderField.E_SHSTRNDX, far ? ElfConstants.SHN_XINDEX : count - 1);
    }

    /** {@code computed} is {@code {sh_name, sh_offset, sh_size, sh_link}}. */
    private void putSection(ByteBuffer file, Section section, long[] computed, Map<SectionField, Long> given) {
        file.putInt((int) value(given, SectionField.SH_NAME, computed[0]));
        file.putInt((int) value(given, SectionField.SH_TYPE, section.type()));
        putWord(file, value(given, SectionField.SH_FLAGS, section.flags()));
        putWord(file, value(given, SectionField.SH_ADDR, 0));
        putWord(file, value(given, SectionField.SH_OFFSET, computed[1]));
        putWord(file, value(given, SectionField.SH_SIZE, computed[2]));
        file.putInt((int) value(given, SectionField.SH_LINK, computed[3]));
        file.putInt((int) value(given, SectionField.SH_INFO, section.info()));
        putWord(file, value(given, SectionField.SH_ADDRALIGN, section.alignment()));
        putWord(file, value(given, SectionField.SH_ENTSIZE, section.entrySize()));
    }

    private static long value(Map<SectionField, Long> given, SectionField field, long otherwise) {
        return given.getOrDefault(field, otherwise);
    }

    private long field(HeaderField field, long otherwise) {
        return header.getOrDefault(field, otherwise);
    }

    private void putByte(ByteBuffer file, int at, HeaderField field, int otherwise) {
        file.put(at, (byte) field(field, otherwise));
    }

    private void putShort(ByteBuffer file, HeaderField field, int otherwise) {
        file.putShort((short) field(field, otherwise));
    }

    private void putWord(ByteBuffer into, long value) {
        if (machine.is64()) {
            into.putLong(value);
        } else {
            into.putInt((int) value);
        }
    }

    private ByteBuffer over(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(machine.order());
    }

    private static long aligned(long at, long alignment) {
        return alignment <= 1 ? at : (at + alignment - 1) / alignment * alignment;
    }

    /** A string table in the making; each string is in it once. */
    private static final class Strings {
        private final Map<String, Integer> offsets = new LinkedHashMap<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Strings() {
            add("");
        }

        Strings add(String text) {
            if (offsets.putIfAbsent(text, bytes.size()) == null) {
                bytes.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
                bytes.write(0);
            }
            return this;
        }

        int at(String text) {
            return offsets.get(text);
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }
    }
}
