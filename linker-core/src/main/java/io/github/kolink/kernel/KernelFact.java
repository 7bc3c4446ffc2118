// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel;

/**
 * A yes-or-no fact about a kernel that changes what its module loader does. An architecture adds its own beside the ones
 * here.
 *
 * @param source where the fact comes from
 * @param key the first release with it, the configuration option, the distribution, or the CPU erratum
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

    /** One memory block per {@code enum mod_mem_type}; before, one core and one init block (kernel/module/main.c 6.4). */
    public static final KernelFact MEMORY_TYPES = since("6.4");
    /**
     * The name is looked up once more before the layout, and a module taints when its name is taken; before, when its
     * modinfo is read ({@code early_mod_check}, {@code module_augment_kernel_taints}, kernel/module/main.c 6.4).
     */
    public static final KernelFact EARLY_NAME_CHECK = since("6.4");
    /** {@code .static_call_sites} is read-only after init (kernel/module/main.c 6.15). */
    public static final KernelFact STATIC_CALL_SITES_RO = since("6.15");
    /** Extended modversions are not kept in memory (kernel/module/main.c 6.14). */
    public static final KernelFact EXTENDED_MODVERSIONS = since("6.14");
    /** Exports can be kept for modules by name, {@code module:NAME} (kernel/module/main.c 6.16). */
    public static final KernelFact MODULE_NAMESPACES = since("6.16");
    /**
     * One table of exports, whose GPL-only entries {@code __kflagstab} marks (kernel/module/main.c 7.3; 6.18 has two
     * tables).
     */
    public static final KernelFact EXPORT_FLAGS = since("7.3");
    /** Relocations of {@code .data..percpu} are applied (kernel/module/main.c 6.17). */
    public static final KernelFact PERCPU_RELOCATED = since("6.17");
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
    /** Modules that were not compiled with retpolines are told of; {@code CONFIG_MITIGATION_RETPOLINE} from 6.9 on. */
    public static final KernelFact RETPOLINE = config("CONFIG_RETPOLINE");
    /**
     * A symbol of which the module has no CRC is refused: Debian changes {@code check_version} so (kernel/module/version.c
     * 6.1, 6.12, 7.3); other kernels print it once and go on.
     */
    public static final KernelFact CRC_REQUIRED = new KernelFact(Source.PATCH, "Debian");
    /** Constructors of modules are called. */
    public static final KernelFact CONSTRUCTORS = config("CONFIG_CONSTRUCTORS");

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
