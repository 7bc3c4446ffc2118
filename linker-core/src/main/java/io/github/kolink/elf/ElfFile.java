// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import static io.github.kolink.elf.ElfConstants.SHT_REL;
import static io.github.kolink.elf.ElfConstants.SHT_RELA;
import static io.github.kolink.elf.ElfConstants.SHT_SYMTAB;
import static io.github.kolink.elf.ElfConstants.SHT_SYMTAB_SHNDX;

import com.google.common.base.Preconditions;
import io.github.kolink.finding.LinkException;
import io.github.kolink.kernel.KernelFacts;
import java.nio.ByteBuffer;
import java.util.Optional;

/** An ELF file in memory. Immutable; safe to use from several threads as long as nobody changes its bytes. */
public final class ElfFile {
    private final String name;
    private final FileBytes bytes;
    private final ElfMachine machine;
    private final ElfHeader header;
    private final SectionTable sections;
    private final boolean asKernel;

    /**
     * A file whose headers are sound.
     *
     * @param asKernel whether strings end where the file ends, as in the kernel, rather than with their table
     */
    ElfFile(
            String name,
            FileBytes bytes,
            ElfMachine machine,
            ElfHeader header,
            SectionTable sections,
            boolean asKernel) {
        this.name = name;
        this.bytes = bytes;
        this.machine = machine;
        this.header = header;
        this.sections = sections;
        this.asKernel = asKernel;
    }

    /**
     * Reads a file by the class and byte order its {@code e_ident} names.
     *
     * @param name what findings call the file, usually its path
     * @param bytes the whole file, uncompressed; not copied, must not change
     * @return the file
     * @throws LinkException if a header, offset or count does not fit the file; the findings are the kernel's
     */
    public static ElfFile parse(String name, byte[] bytes) {
        return new ElfReader(name, bytes, bytes.length).read();
    }

    /**
     * Reads a file as the kernel of one machine does: it looks neither at the class nor at the byte order in {@code
     * e_ident}, and refuses other types than {@code ET_REL} and other machines before it reads on. Names may run on behind
     * their table, as far as the file goes; the kernel does not know where the table ends.
     *
     * @param name what findings call the file, usually its path
     * @param bytes the whole file, uncompressed; not copied, must not change
     * @param kernel the kernel's machine
     * @param facts the kernel
     * @return the file
     * @throws LinkException if the file is no relocatable file of the machine, or a header, offset or count does not fit
     *     it; the findings are the kernel's
     */
    public static ElfFile parseAs(String name, byte[] bytes, ElfMachine kernel, KernelFacts facts) {
        return new ElfReader(name, bytes, bytes.length).readFor(kernel, ElfRules.of(facts));
    }

    /**
     * The same for a file at the beginning of a longer array, whose other bytes are not looked at.
     *
     * @param name what findings call the file, usually its path
     * @param bytes begins with the file, uncompressed; not copied, must not change while the file is in use
     * @param size of the file [bytes]
     * @param kernel the kernel's machine
     * @param facts the kernel
     * @return the file
     * @throws LinkException if the kernel refuses it
     */
    public static ElfFile parseAs(String name, byte[] bytes, int size, ElfMachine kernel, KernelFacts facts) {
        Preconditions.checkPositionIndex(size, bytes.length);
        return new ElfReader(name, bytes, size).readFor(kernel, ElfRules.of(facts));
    }

    /**
     * The same for a kernel of which only the machine is known: as 6.1 reads it.
     *
     * @param name what findings call the file, usually its path
     * @param bytes the whole file, uncompressed; not copied, must not change
     * @param kernel the kernel's machine
     * @return the file
     * @throws LinkException if the kernel refuses it
     */
    public static ElfFile parseAs(String name, byte[] bytes, ElfMachine kernel) {
        return new ElfReader(name, bytes, bytes.length).readFor(kernel, ElfRules.FIRST);
    }

    /**
     * What findings call the file.
     *
     * @return the name given to {@link #parse}
     */
    public String name() {
        return name;
    }

    /**
     * The machine.
     *
     * @return {@code e_machine} with the class and byte order the file was read with
     */
    public ElfMachine machine() {
        return machine;
    }

    /**
     * The file header.
     *
     * @return what the reader does not keep elsewhere
     */
    public ElfHeader header() {
        return header;
    }

    /**
     * Size of the file.
     *
     * @return [bytes]
     */
    public int size() {
        return bytes.size();
    }

    /**
     * All section headers.
     *
     * @return by index
     */
    public SectionTable sections() {
        return sections;
    }

    /**
     * The first section of a name.
     *
     * @param sectionName the name
     * @return the section with the lowest index; empty if there is none
     */
    public Optional<SectionHeader> section(String sectionName) {
        return sections.find(sectionName, 0);
    }

    /**
     * The bytes of a section in the file.
     *
     * @param section one of {@link #sections()}
     * @return a read-only view in the file's byte order, position 0; empty for {@code SHT_NOBITS} and {@code SHT_NULL}
     */
    public ByteBuffer contents(SectionHeader section) {
        return slice(section).asReadOnlyBuffer().order(machine.order());
    }

    /**
     * Whether the range a header names lies inside the file, whatever its type: nobody checks that of sections of type
     * {@code SHT_NULL} and {@code SHT_NOBITS}.
     *
     * @param section one of {@link #sections()}
     * @return true if all its bytes are there
     */
    public boolean hasRoomFor(SectionHeader section) {
        return bytes.holds(section.offset(), section.size());
    }

    private ByteBuffer slice(SectionHeader section) {
        return section.isEmptyInFile()
                ? ByteBuffer.allocate(0).order(machine.order())
                : bytes.slice((int) section.offset(), (int) section.size());
    }

    /**
     * Copies the bytes of a section.
     *
     * @param section one of {@link #sections()}, with contents in the file
     * @param into where to
     * @param at [index into {@code into}]
     */
    public void copyContents(SectionHeader section, byte[] into, int at) {
        Preconditions.checkArgument(hasRoomFor(section), "section %s has no contents in the file", section.index());
        System.arraycopy(bytes.array(), (int) section.offset(), into, at, (int) section.size());
    }

    /**
     * A string table.
     *
     * @param section section index, as {@code sh_link} gives it
     * @return the section's bytes as strings, whatever its type; without strings if there is no such section
     */
    public StringTable strings(int section) {
        if (section <= 0 || section >= sections.size() || sections.get(section).isEmptyInFile()) {
            return StringTable.EMPTY;
        }
        SectionHeader header = sections.get(section);
        return new StringTable(bytes.array(), (int) header.offset(), (int) header.size());
    }

    /**
     * The symbol table: the first {@code SHT_SYMTAB}, as the kernel takes it.
     *
     * @return without symbols if there is none
     */
    public SymbolTable symbols() {
        for (int index = 0; index < sections.size(); index++) {
            SectionHeader section = sections.get(index);
            if (section.type() == SHT_SYMTAB) {
                return new SymbolTable(
                        index,
                        bytes,
                        (int) section.offset(),
                        (int) section.size(),
                        machine.is64(),
                        symbolNames(section.link()),
                        extendedIndices(index));
            }
        }
        return SymbolTable.EMPTY;
    }

    private StringTable symbolNames(int section) {
        if (!asKernel || section <= 0 || section >= sections.size()) {
            return strings(section);
        }
        int start = (int) Math.max(0, Math.min(sections.get(section).offset(), bytes.size()));
        return new StringTable(bytes.array(), start, bytes.size() - start);
    }

    private ByteBuffer extendedIndices(int symtab) {
        for (int index = 0; index < sections.size(); index++) {
            SectionHeader section = sections.get(index);
            if (section.type() == SHT_SYMTAB_SHNDX && section.link() == symtab) {
                return slice(section);
            }
        }
        return SymbolTable.NO_INDICES;
    }

    /**
     * The relocations in a section.
     *
     * @param section a section of type {@code SHT_REL} or {@code SHT_RELA}
     * @return its entries in the order of the file
     */
    public RelocationTable relocations(SectionHeader section) {
        if (section.type() != SHT_REL && section.type() != SHT_RELA) {
            throw new IllegalArgumentException("section " + section.index() + " holds no relocations");
        }
        // SHT_REL and SHT_RELA have contents, and their range was checked against the file.
        return new RelocationTable(section, bytes.array(), (int) section.offset(), (int) section.size(), machine);
    }
}
