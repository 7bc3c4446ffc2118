// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.m68k;

import io.github.kolink.kernel.KernelFact;

/** What changes the loader's behaviour on m68k only. */
final class M68kFacts {
    /** The relocations of modutils 2.4 (obj/obj_m68k.c), on request. */
    static final KernelFact MODUTILS = KernelFact.request("modutils");

    /** {@code module_fixup} has an effect (arch/m68k/kernel/module.c 6.1). */
    static final KernelFact MMU = KernelFact.config("CONFIG_MMU");

    private M68kFacts() {}
}
