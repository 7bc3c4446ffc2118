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
    // Before anything is looked at: finit_module
    /** The kernel's command line forbids all modules. */
    MODULES_DISABLED            (REFUSED, "EPERM", "may_init_module"),
    /** The file has no bytes. */
    FILE_EMPTY                  (REFUSED, "EINVAL", "kernel_read_file"),

    // Before the file is read as ELF: the signature (module_sig_check, kernel/module/signing.c 6.1)
    /** The signature's trailer is damaged. */
    SIGNATURE_TRAILER           (REFUSED, "EBADMSG", "mod_check_sig"),
    /** The trailer announces something else than PKCS#7: the module counts as unsigned. */
    SIGNATURE_ID_TYPE           (NOTE, "", "mod_check_sig"),
    /** Fields of the trailer that must be zero are not. */
    SIGNATURE_PARAMETERS        (REFUSED, "EBADMSG", "mod_check_sig"),
    /** The signature cannot be parsed or does not verify; fatal even where none is required. */
    SIGNATURE_INVALID           (REFUSED, "EKEYREJECTED", "mod_verify_sig"),
    /** The module is not validly signed, and the kernel enforces signatures. */
    SIGNATURE_REQUIRED          (REFUSED, "EKEYREJECTED", "module_sig_check"),
    /** The module is not validly signed, and the kernel is locked down. */
    SIGNATURE_LOCKDOWN          (REFUSED, "EPERM", "module_sig_check"),
    /** The kernel takes the module as one without a valid signature, and goes on. */
    SIGNATURE_MISSING           (NOTE, "", "module_sig_check"),
    /** The inputs cannot tell whether the signature is accepted. */
    SIGNATURE_UNKNOWN           (UNKNOWN, "", "mod_verify_sig"),

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
    /** The section name table is empty, outside the file, not terminated or of another type than {@code SHT_STRTAB}. */
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
    /** A header leads the kernel beyond the end of the file. */
    ELF_READ_OUTSIDE            (UNDEFINED, "", "elf_validity_cache_sechdrs"),

    // What makes it a module: setup_load_info, layout_and_allocate
    /** No symbol table. */
    MODULE_STRIPPED             (REFUSED, "ENOEXEC", "setup_load_info"),
    /** No {@code .gnu.linkonce.this_module}, several, or one without contents or {@code SHF_ALLOC}. */
    MODULE_NO_THIS_MODULE       (REFUSED, "ENOEXEC", "setup_load_info"),
    /** More than one {@code .modinfo} (kernels from 6.4 on). */
    MODULE_INFO_TWICE           (REFUSED, "ENOEXEC", "elf_validity_cache_index_info"),
    /** {@code struct module} has not the size of the kernel's (kernels from 6.4 on). */
    MODULE_STRUCT_SIZE          (REFUSED, "ENOEXEC", "elf_validity_cache_index_mod"),
    /** No input tells the size of the kernel's {@code struct module}. */
    MODULE_STRUCT_UNKNOWN       (UNKNOWN, "", "elf_validity_cache_index_mod"),
    /** {@code struct module} differs from the kernel's, and kernels up to 6.3 use it unasked. */
    MODULE_STRUCT_DRIFT         (UNDEFINED, "", "load_module"),
    /** The symbols' string table is damaged, or a name lies outside it (kernels from 6.12.117 on). */
    MODULE_STRING_TABLE         (REFUSED, "ENOEXEC", "elf_validity_cache_strtab"),
    /** The two sections of extended modversions do not belong together. */
    MODULE_VERSION_TABLES       (REFUSED, "ENOEXEC", "elf_validity_cache_index_versions"),
    /** The module needs sections for procedure linkage entries, and they are missing. */
    MODULE_PLT_MISSING          (REFUSED, "ENOEXEC", "module_frob_arch_sections"),
    /** A section is both writable and executable. */
    MODULE_WRITE_EXEC           (REFUSED, "ENOEXEC", "module_enforce_rwx_sections"),
    /** The module needs more memory than the kernel's module area has. */
    MODULE_TOO_LARGE            (REFUSED, "ENOMEM", "module_alloc"),
    /** The module is larger than what kolink links, though the kernel might load it. */
    EXTRA_MODULE_TOO_LARGE      (UNKNOWN, "", "module_alloc"),
    /** A symbol's name ends outside the string table the kernel copies it from (kernels up to 6.12). */
    MODULE_STRING_BOUNDS        (UNDEFINED, "", "setup_load_info"),
    /** A section's {@code sh_addralign} is not a power of two. */
    EXTRA_SECTION_ALIGNMENT     (UNDEFINED, "", "module_get_offset"),
    /** The snapshot cannot tell whether the kernel has a symbol that a livepatch wants. */
    MODULE_LIVEPATCH            (UNKNOWN, "", "klp_resolve_symbols"),

    // Name, version and modinfo: load_module, check_modinfo, add_unformed_module
    /** The kernel's command line forbids the module. */
    MODULE_BLACKLISTED          (REFUSED, "EPERM", "blacklisted"),
    /** The CRC of {@code module_layout} differs: built for another kernel or configuration. */
    VERSION_MODULE_LAYOUT       (REFUSED, "ENOEXEC", "check_modstruct_version"),
    /** The module has CRCs, but none of {@code module_layout}. */
    VERSION_NO_MODULE_LAYOUT    (REFUSED, "ENOEXEC", "check_modstruct_version"),
    /** The module has no CRCs, and the kernel wants them. */
    VERSIONS_MISSING            (REFUSED, "ENOEXEC", "try_to_force_load"),
    /** The inputs cannot tell whether the CRCs agree. */
    VERSION_UNKNOWN             (UNKNOWN, "", "check_version"),
    /** The module has no vermagic, and the kernel wants it. */
    VERMAGIC_MISSING            (REFUSED, "ENOEXEC", "check_modinfo"),
    /** The module was built for another kernel. */
    VERMAGIC_MISMATCH           (REFUSED, "ENOEXEC", "check_modinfo"),
    /** The inputs cannot tell what the kernel's vermagic is. */
    VERMAGIC_UNKNOWN            (UNKNOWN, "", "check_modinfo"),
    /** A livepatch module, and the kernel cannot livepatch. */
    LIVEPATCH_DISABLED          (REFUSED, "ENOEXEC", "check_modinfo_livepatch"),
    /** A module of this name is loaded. */
    NAME_IN_USE                 (REFUSED, "EEXIST", "add_unformed_module"),
    /** A module of this name is being loaded or unloaded. */
    NAME_BUSY                   (REFUSED, "EBUSY", "add_unformed_module"),
    /** Constructors in {@code .ctors} and in {@code .init_array}. */
    MODULE_CONSTRUCTORS         (REFUSED, "EINVAL", "find_module_sections"),
    /** The module exports symbols and has no {@code __kflagstab} (kernels from 7.3 on). */
    EXPORT_FLAGS_MISSING        (REFUSED, "ENOEXEC", "check_export_symbol_sections"),
    /** The per-CPU data does not fit what the kernel keeps for modules. */
    PERCPU_TOO_LARGE            (REFUSED, "ENOMEM", "percpu_modalloc"),
    /** The module exports symbols without CRCs, and the kernel wants them. */
    EXPORT_VERSIONS_MISSING     (REFUSED, "ENOEXEC", "check_module_license_and_versions"),
    /** The module imports a namespace that the kernel keeps for modules it names. */
    IMPORT_MODULE_NAMESPACE     (REFUSED, "EPERM", "setup_modinfo"),
    /** A configuration option decides, and it is not known. */
    CONFIG_UNKNOWN              (UNKNOWN, "", ""),

    // What the module taints the kernel with
    /** Taint O: built outside the kernel's tree. */
    TAINT_OUT_OF_TREE           (NOTE, "", "check_modinfo"),
    /** Taint P: the license is not GPL compatible. */
    TAINT_PROPRIETARY           (NOTE, "", "set_license"),
    /** Taint F: loaded although vermagic or CRCs are missing. */
    TAINT_FORCED                (NOTE, "", "try_to_force_load"),
    /** Taint C: from the staging directory. */
    TAINT_STAGING               (NOTE, "", "check_modinfo"),
    /** Taint E: unsigned, or signed with a key the kernel does not have. */
    TAINT_UNSIGNED              (NOTE, "", "load_module"),
    /** Taint K: a livepatch. */
    TAINT_LIVEPATCH             (NOTE, "", "check_modinfo_livepatch"),
    /** Taint N: a test module. */
    TAINT_TEST                  (NOTE, "", "check_modinfo"),
    /** Taint U: a parameter that the module calls dangerous is set. */
    TAINT_USER                  (NOTE, "", "param_check_unsafe"),
    /** Taint X: auxiliary, defined by the distribution. */
    TAINT_AUXILIARY             (NOTE, "", "check_modinfo"),
    /** The kernel prints a line about the module and loads it. */
    KERNEL_REMARK               (NOTE, "", ""),

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
    /** The CRC of an imported symbol differs from the kernel's. */
    SYMBOL_VERSION              (REFUSED, "EINVAL", "check_version"),
    /** The kernel has a CRC of an imported symbol, the module none. */
    SYMBOL_VERSION_MISSING      (REFUSED, "EINVAL", "check_version"),
    /** How many of the imported symbols' CRCs differ. */
    SYMBOL_VERSIONS_DIFFER      (NOTE, "", "check_version"),
    /** The symbol is in a namespace that the module does not import. */
    SYMBOL_NAMESPACE            (REFUSED, "EINVAL", "verify_namespace_is_imported"),
    /** The same, but this kernel only prints it. */
    SYMBOL_NAMESPACE_ALLOWED    (NOTE, "", "verify_namespace_is_imported"),
    /** The module uses GPL-only symbols and one of a proprietary module. */
    SYMBOL_PROPRIETARY_PROVIDER (REFUSED, "ENOENT", "inherit_taint"),
    /** Nobody can tell whether the symbol's provider can be loaded. */
    SYMBOL_PROVIDER_UNKNOWN     (UNKNOWN, "", "resolve_symbol"),
    /** The symbol's provider is still being initialised. */
    SYMBOL_PROVIDER_BUSY        (REFUSED, "EBUSY", "resolve_symbol_wait"),
    /** The symbol's provider is being unloaded. */
    SYMBOL_PROVIDER_LEAVING     (REFUSED, "ENOENT", "ref_module"),

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
    /** The instruction under a relocation is not of the kind the relocation is for. */
    EXTRA_RELOC_INSTRUCTION     (WARNING, "", "apply_relocate_add"),
    /** The name of a livepatch's relocation section names no object. */
    LIVEPATCH_SECTION_NAME      (REFUSED, "EINVAL", "klp_apply_section_relocs"),
    /** A livepatch relocation refers to a symbol that is not marked or named as one of a livepatch. */
    LIVEPATCH_SYMBOL            (REFUSED, "EINVAL", "klp_resolve_symbols"),
    /** The kernel has not the symbol a livepatch wants, or not so often. */
    LIVEPATCH_NOT_FOUND         (REFUSED, "EINVAL", "klp_find_object_symbol"),

    // Finalise
    /** A pass needs state of the running kernel that was not given; it was not applied. */
    PASS_NOT_APPLIED            (NOTE, "", "module_finalize"),
    /** A table that a pass reads is damaged. */
    PASS_TABLE_DAMAGED          (UNDEFINED, "", "module_finalize"),
    /** A section is missing that a pass must have. */
    PASS_SECTION_MISSING        (REFUSED, "ENOEXEC", "module_finalize"),
    /** A static call's key is code, and none of the kernel's trampolines. */
    STATIC_CALL_KEY             (REFUSED, "EINVAL", "static_call_add_module"),
    /** A table leads a pass to memory that is not the module's. */
    PASS_TARGET_OUTSIDE         (UNDEFINED, "", "module_finalize"),
    /** A place is not what its table says; the kernel prints a warning with a stack trace and goes on. */
    PASS_COMPLAINS              (WARNING, "", "module_finalize"),
    /** The module's BTF is damaged, and the kernel does not allow that. */
    BTF_DAMAGED                 (REFUSED, "EINVAL", "btf_module_notify"),

    // Parameters and sysfs: parse_args, mod_sysfs_setup
    /** A parameter's value is of the wrong type. */
    PARAMETER_INVALID           (REFUSED, "EINVAL", "parse_args"),
    /** A parameter's value is out of range. */
    PARAMETER_RANGE             (REFUSED, "ERANGE", "parse_args"),
    /** A parameter's value is too long. */
    PARAMETER_TOO_LONG          (REFUSED, "ENOSPC", "parse_args"),
    /** A parameter of hardware is given, and the kernel is locked down. */
    PARAMETER_LOCKDOWN          (REFUSED, "EPERM", "param_check_unsafe"),
    /** The module has no such parameter; the kernel prints it and goes on. */
    PARAMETER_UNKNOWN           (NOTE, "", "parse_args"),
    /** The parameter is set by the module's own code, which is not run. */
    PARAMETER_NOT_CHECKED       (NOTE, "", "parse_args"),
    /** The kernel has a built-in module of this name with parameters. */
    SYSFS_NAME_EXISTS           (REFUSED, "EINVAL", "mod_sysfs_init"),
    /** {@code struct module} has no name. */
    MODULE_NAME_EMPTY           (REFUSED, "EINVAL", "mod_sysfs_init"),
    /** Two loaded sections have one name (kernels from 6.12 on; 6.1 only prints it). */
    SECTION_NAME_TWICE          (REFUSED, "EEXIST", "add_sect_attrs"),

    // Several modules, given addresses
    /** Modules import each other's symbols in a circle: none of them can be loaded first. */
    SET_CYCLE                   (REFUSED, "ENOENT", "resolve_symbol"),
    /** Two modules, or a module and the kernel, export the same symbol. */
    SET_DUPLICATE_EXPORT        (REFUSED, "ENOEXEC", "verify_exported_symbols"),
    /** A given section address contradicts the layout rules. */
    PLACE_CONFLICT              (WARNING, "", "move_module"),
    /** A given name is no section of the module. */
    PLACE_UNKNOWN_SECTION       (WARNING, "", "move_module"),
    /** Between the ends of the module and the kernel lies more than a branch can reach. */
    EXTRA_PLACE_OUT_OF_REACH    (WARNING, "", "move_module"),
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

    /** Whether the kernel gets no further, or nobody knows what it does. */
    boolean isStop() {
        return severity == REFUSED || severity == UNDEFINED;
    }

    /** Whether the kernel goes on with its next symbol or parameter after this one. */
    boolean isLoop() {
        return !loop().isEmpty();
    }

    boolean isSameLoop(FindingCode other) {
        return isLoop() && loop().equals(other.loop());
    }

    private String loop() {
        if (name().startsWith("SYMBOL_") || this == SET_CYCLE) {
            return "simplify_symbols";
        }
        return name().startsWith("PARAMETER_") ? "parse_args" : "";
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
