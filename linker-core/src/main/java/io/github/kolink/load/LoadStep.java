// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

/**
 * The steps of a load, in order: room and contents first, then what {@code load_module} does from "relocations applied" on
 * (kernel/module/main.c, 6.1; docs/kernel-interface.md numbers them the same).
 */
public enum LoadStep {
    /** Room for the module: {@code move_module}, {@code percpu_modalloc}. */
    RESERVE,
    /** The linked bytes. */
    WRITE,
    /** 1: everything is looked at, nothing is changed: {@code elf_validity_check}, {@code check_modinfo}. */
    CHECK,
    /** 2: {@code struct module} is rebuilt, unformed. */
    STRUCT_MODULE,
    /** 3: name, dependencies, list, address tree: {@code add_unformed_module}, {@code mod_tree_insert}. */
    LIST,
    /** 4: {@code find_module_sections}, {@code setup_modinfo}, {@code add_kallsyms}. */
    SECTIONS,
    /** 5: {@code module_finalize}. */
    FINALISE,
    /** 6: arguments, {@code dynamic_debug_setup}, {@code ftrace_module_init}. */
    ARGUMENTS,
    /** 7: exports, protections, coming: {@code complete_formation}. */
    FORMATION,
    /** 8: {@code prepare_coming_module}. */
    NOTIFIERS,
    /** 9: {@code parse_args}. */
    PARAMETERS,
    /** 10: {@code mod_sysfs_setup}. */
    SYSFS,
    /** 11: {@code do_init_module}. */
    INIT
}
