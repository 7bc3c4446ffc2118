// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

/**
 * What kind of file a snapshot was made from.
 *
 * @since 0.1
 */
public enum SourceKind {
    /** A kernel image: vmlinuz, bzImage, Image, vmlinux. */
    KERNEL_IMAGE("kernel image"),
    /** Lines of address, type letter, name: /proc/kallsyms or System.map. */
    SYMBOL_LIST("symbol list"),
    /** Module.symvers. */
    MODULE_SYMVERS("Module.symvers"),
    /** A kernel configuration. */
    KERNEL_CONFIG("kernel config"),
    /** A module that belongs to the kernel. */
    MODULE("module of the kernel"),
    /** /proc/modules. */
    LOADED_MODULES("list of loaded modules"),
    /** modules.builtin.modinfo. */
    BUILTIN_MODULES("list of built-in modules"),
    /** The kernel's command line. */
    COMMAND_LINE("kernel command line");

    private final String title;

    SourceKind(String title) {
        this.title = title;
    }

    /**
     * Returns the words to show.
     *
     * @return for example {@code "kernel image"}
     */
    public String title() {
        return title;
    }
}
