// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finding;

import static io.github.kolink.finding.Severity.NOTE;
import static io.github.kolink.finding.Severity.REFUSED;
import static io.github.kolink.finding.Severity.UNDEFINED;
import static io.github.kolink.finding.Severity.UNKNOWN;
import static io.github.kolink.finding.Severity.WARNING;

/**
 * Every kind of finding, by a name that stays the same from version to version. Codes starting with {@code EXTRA_} are
 * checks the kernel does not make.
 */
// spotless:off
public enum FindingCode {
    // Reading the file: elf_validity_check, kernel/module/main.c (6.1)
    /** The file is shorter than its ELF header. */
    ELF_HEADER_TRUNCATED        (REFUSED, "ENOEXEC", "elf_validity_check"),
    /** The file does not start with the ELF magic. */
    ELF_MAGIC                   (REFUSED, "ENOEXEC", "elf_validity_check"),
    /** EI_CLASS, EI_DATA or EI_VERSION is none that ELF defines. */
    ELF_IDENT                   (REFUSED, "ENOEXEC", "elf_validity_check"),
    /** The file is not relocatable ({@code ET_REL}). */
    ELF_TYPE                    (REFUSED, "ENOEXEC", "elf_validity_check"),
    /** The module was built for another machine than the target kernel. */
    ELF_MACHINE                 (REFUSED, "ENOEXEC", "elf_validity_check"),
    /** {@code e_shentsize} is not the size of a section header. */
    ELF_SECTION_HEADER_SIZE     (REFUSED, "ENOEXEC", "elf_validity_check"),
    /** The section header table lies outside the file. */
    ELF_SECTION_TABLE_BOUNDS    (REFUSED, "ENOEXEC", "elf_validity_check"),
    /** {@code e_shstrndx} names no section. */
    ELF_SECTION_NAMES_INDEX     (REFUSED, "ENOEXEC", "elf_validity_check"),
    /** The section name table is empty, outside the file or not terminated. */
    ELF_SECTION_NAMES           (REFUSED, "ENOEXEC", "elf_validity_check"),
    /** Section 0 is not the null section. */
    ELF_SECTION_ZERO            (REFUSED, "ENOEXEC", "elf_validity_check"),
    /** A section's contents lie outside the file. */
    ELF_SECTION_BOUNDS          (REFUSED, "ENOEXEC", "elf_validity_check"),
    /** A section's name lies outside the section name table. */
    ELF_SECTION_NAME            (REFUSED, "ENOEXEC", "elf_validity_check"),
    /** The symbol table's {@code sh_link} names no string table. */
    ELF_SYMTAB_LINK             (REFUSED, "ENOEXEC", "elf_validity_check"),
    /** Sections share the bytes of the file many times over, so that reading it has no bound. */
    EXTRA_SECTIONS_OVERLAP      (UNKNOWN, "", "elf_validity_check"),
    /** The file numbers its sections in the extended way (65,280 sections or more), which the kernel cannot read. */
    ELF_EXTENDED_NUMBERING      (REFUSED, "ENOEXEC", "elf_validity_check"),

    // What makes it a module: setup_load_info, layout_and_allocate
    /** No symbol table. */
    MODULE_STRIPPED             (REFUSED, "ENOEXEC", "setup_load_info"),
    /** No {@code .gnu.linkonce.this_module}. */
    MODULE_NO_THIS_MODULE       (REFUSED, "ENOEXEC", "setup_load_info"),
    /** The module needs sections for procedure linkage entries, and they are missing. */
    MODULE_PLT_MISSING          (REFUSED, "ENOEXEC", "module_frob_arch_sections"),
    /** A section is both writable and executable. */
    MODULE_WRITE_EXEC           (REFUSED, "ENOEXEC", "module_enforce_rwx_sections"),
    /** The module needs more memory than the kernel's module area (or than kolink's own bound). */
    MODULE_TOO_LARGE            (REFUSED, "ENOMEM", "module_alloc"),
    /** A string the kernel reads as text is not terminated inside its section. */
    MODULE_STRING_BOUNDS        (UNDEFINED, "", "setup_load_info"),
    /** A section's {@code sh_addralign} is not a power of two. */
    EXTRA_SECTION_ALIGNMENT     (UNDEFINED, "", "module_get_offset"),
    /** A livepatch module: kolink does not resolve livepatch symbols yet. */
    MODULE_LIVEPATCH            (UNKNOWN, "", "klp_resolve_symbols"),

    // Symbols: simplify_symbols
    /** A symbol no kernel table and no given module exports. */
    SYMBOL_UNKNOWN              (REFUSED, "ENOENT", "simplify_symbols"),
    /** A GPL-only export imported by a module whose license is not GPL compatible. */
    SYMBOL_GPL_ONLY             (REFUSED, "ENOENT", "find_symbol"),
    /** The snapshot cannot say whether the kernel exports the symbol, or where it is. */
    SYMBOL_NOT_IN_SNAPSHOT      (UNKNOWN, "", "simplify_symbols"),
    /** The symbol is exported by a module whose address is not known; an address in the module area was assumed. */
    SYMBOL_ADDRESS_ASSUMED      (NOTE, "", "simplify_symbols"),
    /** A COMMON symbol. */
    SYMBOL_COMMON               (REFUSED, "ENOEXEC", "simplify_symbols"),
    /** A symbol whose section index names no section. */
    SYMBOL_SECTION_INDEX        (REFUSED, "ENOEXEC", "simplify_symbols"),
    /** A symbol whose name lies outside the string table. */
    SYMBOL_NAME_BOUNDS          (UNDEFINED, "", "simplify_symbols"),
    /** A weak symbol nobody exports: its value stays 0. */
    SYMBOL_WEAK_UNDEFINED       (NOTE, "", "simplify_symbols"),

    // Relocation: apply_relocations and the architecture's apply_relocate(_add)
    /** The architecture's kernel does not take this form (REL or RELA) of relocation section. */
    RELOC_FORM                  (REFUSED, "ENOEXEC", "apply_relocate"),
    /** A relocation type the kernel does not know. */
    RELOC_UNKNOWN_TYPE          (REFUSED, "ENOEXEC", "apply_relocate_add"),
    /** The value does not fit the field. */
    RELOC_OVERFLOW              (REFUSED, "ENOEXEC", "apply_relocate_add"),
    /** The field is not zero before the relocation. */
    RELOC_TARGET_NOT_ZERO       (REFUSED, "ENOEXEC", "apply_relocate_add"),
    /** More procedure linkage entries are needed than were counted. */
    RELOC_NO_VENEER_LEFT        (REFUSED, "ENOEXEC", "apply_relocate_add"),
    /** {@code r_offset} or the symbol index lies outside: the kernel would corrupt memory. */
    RELOC_OUT_OF_BOUNDS         (UNDEFINED, "", "apply_relocate_add"),
    /** The kernel cuts the value to the field without a test: the reference goes to a wrong address. */
    EXTRA_RELOC_OUT_OF_RANGE    (WARNING, "", "apply_relocate_add"),
    /** Low bits that the field drops are not zero. */
    EXTRA_RELOC_MISALIGNED      (WARNING, "", "apply_relocate_add"),
    /** A procedure linkage entry cannot reach its target; the kernel does not notice. */
    EXTRA_PLT_UNREACHABLE       (WARNING, "", "module_emit_plt_entry"),
    /** The relocation refers to a section that is not loaded: the kernel writes the address of its temporary copy. */
    EXTRA_RELOC_UNLOADED_SECTION(WARNING, "", "simplify_symbols"),
    /** This kernel does not relocate {@code .data..percpu}: the copies get the bytes of the file. */
    RELOC_PERCPU_SKIPPED        (WARNING, "", "apply_relocations"),
    /** A relocation section ends with a partial entry, which the kernel drops. */
    EXTRA_RELOC_PARTIAL_ENTRY   (WARNING, "", "apply_relocations"),

    // Finalise
    /** A pass needs state of the running kernel that was not given; it was not applied. */
    PASS_NOT_APPLIED            (NOTE, "", "module_finalize"),
    /** A table that a pass reads is damaged. */
    PASS_TABLE_DAMAGED          (UNDEFINED, "", "module_finalize"),

    // Several modules, given addresses
    /** Modules import each other's symbols in a circle: none of them can be loaded first. */
    SET_CYCLE                   (REFUSED, "ENOENT", "resolve_symbol"),
    /** Two modules, or a module and the kernel, export the same symbol. */
    SET_DUPLICATE_EXPORT        (REFUSED, "ENOEXEC", "verify_exported_symbols"),
    /** A given section address contradicts the layout rules. */
    PLACE_CONFLICT              (WARNING, "", "move_module"),
    /** A given name is no section of the module. */
    PLACE_UNKNOWN_SECTION       (WARNING, "", "move_module"),
    /** The module area is not within reach of the kernel, or an address was assumed. */
    PLACE_ASSUMED               (NOTE, "", "move_module");
    // spotless:on

    private final Severity severity;
    private final String errno;
    private final String kernelFunction;

    FindingCode(Severity severity, String errno, String kernelFunction) {
        this.severity = severity;
        this.errno = errno;
        this.kernelFunction = kernelFunction;
    }

    /**
     * What the finding means for the load.
     *
     * @return the severity
     */
    public Severity severity() {
        return severity;
    }

    /**
     * The error the kernel returns.
     *
     * @return the errno's name, such as {@code ENOEXEC}; empty where the kernel does not refuse
     */
    public String errno() {
        return errno;
    }

    /**
     * Where the kernel decides this.
     *
     * @return the name of the kernel's function (6.1)
     */
    public String kernelFunction() {
        return kernelFunction;
    }
}
