// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

/** Constants of the ELF specification that kernel modules use, in their C spelling. */
public final class ElfConstants {
    private ElfConstants() {}

    // e_type
    /** Relocatable file. */
    public static final int ET_REL = 1;

    /** Executable file. */
    public static final int ET_EXEC = 2;

    // sh_type
    /** Inactive section. */
    public static final int SHT_NULL = 0;

    /** Contents defined by the program. */
    public static final int SHT_PROGBITS = 1;

    /** Symbol table. */
    public static final int SHT_SYMTAB = 2;

    /** String table. */
    public static final int SHT_STRTAB = 3;

    /** Relocations with addends. */
    public static final int SHT_RELA = 4;

    /** Notes. */
    public static final int SHT_NOTE = 7;

    /** Occupies no bytes in the file. */
    public static final int SHT_NOBITS = 8;

    /** Relocations without addends. */
    public static final int SHT_REL = 9;

    /** Section indices of a symbol table that has more than 65,279 sections to name. */
    public static final int SHT_SYMTAB_SHNDX = 18;

    // sh_flags
    /** Writable at run time. */
    public static final int SHF_WRITE = 1;

    /** Occupies memory at run time. */
    public static final int SHF_ALLOC = 2;

    /** Holds instructions. */
    public static final int SHF_EXECINSTR = 4;

    /** Set by the loader: read-only once init is done (include/linux/module.h 6.1). */
    public static final int SHF_RO_AFTER_INIT = 0x200000;

    /** Relocations of a livepatch (include/uapi/linux/elf.h 6.1). */
    public static final int SHF_RELA_LIVEPATCH = 0x100000;

    // st_shndx
    /** Undefined symbol. */
    public static final int SHN_UNDEF = 0;

    /** First reserved index. */
    public static final int SHN_LORESERVE = 0xff00;

    /** Resolved by livepatch (include/uapi/linux/elf.h 6.1). */
    public static final int SHN_LIVEPATCH = 0xff20;

    /** Absolute value. */
    public static final int SHN_ABS = 0xfff1;

    /** Common symbol, not allocated. */
    public static final int SHN_COMMON = 0xfff2;

    /** The index is in the SHT_SYMTAB_SHNDX section. */
    public static final int SHN_XINDEX = 0xffff;

    // st_info binding
    /** Local symbol. */
    public static final int STB_LOCAL = 0;

    /** Global symbol. */
    public static final int STB_GLOBAL = 1;

    /** Weak symbol. */
    public static final int STB_WEAK = 2;

    // st_info type
    /** Type not given. */
    public static final int STT_NOTYPE = 0;

    /** Data object. */
    public static final int STT_OBJECT = 1;

    /** Function. */
    public static final int STT_FUNC = 2;

    /** Section symbol. */
    public static final int STT_SECTION = 3;

    /** Name of a source file. */
    public static final int STT_FILE = 4;
}
