// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel;

/**
 * A yes-or-no fact about a kernel that changes what its module loader does. An architecture adds its own beside the ones
 * here.
 *
 * @param source where the fact comes from
 * @param key the first release with it (and, behind a blank, the first of an older stable series), the configuration
 *     option, the distribution, or the CPU erratum
 */
public record KernelFact(Source source, String key) {
    /** Where a fact comes from. */
    public enum Source {
        /** True from one release on. */
        SINCE,
        /** True if a configuration option is {@code y}. */
        CONFIG,
        /** True of the kernels of a distribution that changes the loader. */
        PATCH,
        /** True if the CPUs have an erratum that the kernel works around. */
        CPU,
        /** True only on request: no kernel does this. */
        REQUEST
    }

    /**
     * {@code struct module} is found and measured with the section headers: one section, allocated, of the kernel's own size
     * ({@code elf_validity_cache_copy}, kernel/module/main.c 6.4).
     */
    public static final KernelFact STRUCT_MODULE_CHECKED = since("6.4");
    /**
     * Section 0 and the bounds of all sections are tested before the table of names, names of all sections, and {@code
     * struct module} before the symbol table ({@code elf_validity_cache_sechdrs} and what follows it, kernel/module/main.c
     * 6.13 and, backported, 6.12.117; 6.12.107 does not have it).
     */
    public static final KernelFact SECTIONS_BEFORE_NAMES = since("6.13", "6.12.117");
    /**
     * Tables of names must be {@code SHT_STRTAB} ("module: validate string table section types", kernel/module/main.c
     * 6.12.117, 6.18.y and 7.3; releases between were not looked at).
     */
    public static final KernelFact STRING_TABLE_TYPES = since("6.18", "6.12.117");
    /** Symbol names must lie inside a table with NUL at both ends ({@code elf_validity_cache_strtab}, 6.13; not in 6.12). */
    public static final KernelFact SYMBOL_NAMES_CHECKED = since("6.13");
    /** Two sections of one name are a refusal ({@code add_sect_attrs}, kernel/module/sysfs.c 6.12; 6.1 only complains). */
    public static final KernelFact SECTION_NAMES_UNIQUE = since("6.12");
    /** Exports must have {@code __kflagstab}, GPL-only tables are ignored ({@code find_module_sections}, main.c 7.3). */
    public static final KernelFact EXPORT_FLAGS = since("7.3");
    /** One memory block per {@code enum mod_mem_type}; before, one core and one init block (kernel/module/main.c 6.4). */
    public static final KernelFact MEMORY_TYPES = since("6.4");
    /**
     * The name is looked up once more before the layout, and a module taints when its name is taken; before, when its
     * modinfo is read ({@code early_mod_check}, {@code module_augment_kernel_taints}, kernel/module/main.c 6.4).
     */
    public static final KernelFact EARLY_NAME_CHECK = since("6.4");
    /**
     * Every section named {@code .static_call_sites}, {@code .data..ro_after_init} or {@code __jump_table} is read-only
     * after init ({@code module_mark_ro_after_init}, kernel/module/strict_rwx.c: not in 6.12.117, in 7.3; 6.15 by the
     * commit's tag).
     */
    public static final KernelFact STATIC_CALL_SITES_RO = since("6.15");
    /** Extended modversions are checked and not kept in memory (main.c: not in 6.12.117, in 7.3; 6.14 by the commit's tag). */
    public static final KernelFact EXTENDED_MODVERSIONS = since("6.14");
    /** Exports can be kept for modules by name, {@code module:NAME} (kernel/module/main.c 6.16). */
    public static final KernelFact MODULE_NAMESPACES = since("6.16");
    /** Relocations of {@code .data..percpu} are applied (main.c: not in 6.12.117, in 7.3; 6.17 by the commit's tag). */
    public static final KernelFact PERCPU_RELOCATED = since("6.17");
    /** A yes or no may be "enable" or "disable" (lib/kstrtox.c: not in 6.12, in 7.3). */
    public static final KernelFact ENABLE_IS_TRUE = since("6.16");
    /** {@code .data..percpu} is allocated apart. */
    public static final KernelFact SMP = config("CONFIG_SMP");
    /** Memory types are padded to pages, writable code is refused. */
    public static final KernelFact STRICT_MODULE_RWX = config("CONFIG_STRICT_MODULE_RWX");
    /** The loader keeps symbol tables. */
    public static final KernelFact KALLSYMS = config("CONFIG_KALLSYMS");
    /** Data symbols are kept too. */
    public static final KernelFact KALLSYMS_ALL = config("CONFIG_KALLSYMS_ALL");
    /** {@code .exit} sections are kept. */
    public static final KernelFact MODULE_UNLOAD = config("CONFIG_MODULE_UNLOAD");
    /** Modules and exports carry CRCs, which must agree. */
    public static final KernelFact MODVERSIONS = config("CONFIG_MODVERSIONS");
    /** A module without vermagic or CRCs is loaded, with a taint. */
    public static final KernelFact MODULE_FORCE_LOAD = config("CONFIG_MODULE_FORCE_LOAD");
    /** Signatures are checked. */
    public static final KernelFact MODULE_SIG = config("CONFIG_MODULE_SIG");
    /** Only validly signed modules are loaded. */
    public static final KernelFact MODULE_SIG_FORCE = config("CONFIG_MODULE_SIG_FORCE");
    /** A missing import of a namespace is only printed. */
    public static final KernelFact MISSING_NAMESPACE_IMPORTS = config("CONFIG_MODULE_ALLOW_MISSING_NAMESPACE_IMPORTS");
    /** Livepatches can be loaded. */
    public static final KernelFact LIVEPATCH = config("CONFIG_LIVEPATCH");
    /** Modules' BTF is read. */
    public static final KernelFact BTF_MODULES = config("CONFIG_DEBUG_INFO_BTF_MODULES");
    /** Modules whose BTF does not fit the kernel's are loaded nevertheless. */
    public static final KernelFact ALLOW_BTF_MISMATCH = config("CONFIG_MODULE_ALLOW_BTF_MISMATCH");
    /** Modules that were not compiled with retpolines are told of; {@code CONFIG_MITIGATION_RETPOLINE} from 6.9 on. */
    public static final KernelFact RETPOLINE = config("CONFIG_RETPOLINE");
    /**
     * A symbol of which the module has no CRC is refused: Debian changes {@code check_version} so (kernel/module/version.c
     * 6.1, 6.12, 7.3); other kernels print it once and go on.
     */
    public static final KernelFact CRC_REQUIRED = new KernelFact(Source.PATCH, "Debian");
    /** Constructors of modules are called. */
    public static final KernelFact CONSTRUCTORS = config("CONFIG_CONSTRUCTORS");

    /** By the key alone: facts are asked for many times for each module, and a record's own way is slow to start. */
    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof KernelFact fact && source == fact.source && key.equals(fact.key));
    }

    /**
     * A fact that is true from one release on.
     *
     * @param release such as {@code 6.4}
     * @return the fact
     */
    public static KernelFact since(String release) {
        return new KernelFact(Source.SINCE, release);
    }

    /**
     * A fact that is true from one release on, and in a stable series before it from one of its releases on.
     *
     * @param release such as {@code 6.13}
     * @param stable such as {@code 6.12.117}
     * @return the fact
     */
    public static KernelFact since(String release, String stable) {
        return new KernelFact(Source.SINCE, release + " " + stable);
    }

    /**
     * A fact that is a configuration option.
     *
     * @param option such as {@code CONFIG_SMP}
     * @return the fact
     */
    public static KernelFact config(String option) {
        return new KernelFact(Source.CONFIG, option);
    }

    /**
     * A fact that is a CPU erratum with its workaround active.
     *
     * @param erratum the vendor's number
     * @return the fact
     */
    public static KernelFact cpu(String erratum) {
        return new KernelFact(Source.CPU, erratum);
    }

    /**
     * A behaviour no kernel has.
     *
     * @param name what it is called
     * @return the fact
     */
    public static KernelFact request(String name) {
        return new KernelFact(Source.REQUEST, name);
    }
}
