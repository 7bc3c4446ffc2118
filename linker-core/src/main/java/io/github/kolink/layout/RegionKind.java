// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

import java.util.Locale;

/** A block of kernel memory that a module's sections share. Kernels before 6.4 use CORE and INIT, later ones the rest. */
public enum RegionKind {
    /** Everything that stays (up to 6.3). */
    CORE(false),
    /** What is freed after init (up to 6.3). */
    INIT(true),
    /** {@code MOD_TEXT}. */
    TEXT(false),
    /** {@code MOD_DATA}. */
    DATA(false),
    /** {@code MOD_RODATA}. */
    RODATA(false),
    /** {@code MOD_RO_AFTER_INIT}. */
    RO_AFTER_INIT(false),
    /** {@code MOD_INIT_TEXT}. */
    INIT_TEXT(true),
    /** {@code MOD_INIT_DATA}. */
    INIT_DATA(true),
    /** {@code MOD_INIT_RODATA}. */
    INIT_RODATA(true),
    /** Per-CPU data, allocated apart. */
    PERCPU(false);

    private final boolean init;

    RegionKind(boolean init) {
        this.init = init;
    }

    /**
     * Whether the region is freed after init.
     *
     * @return true for the init regions
     */
    public boolean isInit() {
        return init;
    }

    /**
     * The name used on command lines and in load maps.
     *
     * @return lower case with hyphens, such as {@code init-text}
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
