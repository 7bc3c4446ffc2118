// SPDX-License-Identifier: Apache-2.0
/** Relocation for m68k: a plug-in for {@code io.github.kolink.relocate.Architecture}. */
@org.jspecify.annotations.NullMarked
module io.github.kolink.arch.m68k {
    requires static org.jspecify;
    requires io.github.kolink.core;

    // The core reads relocations.csv and kernel-messages.csv, which lie in the package.
    opens io.github.kolink.arch.m68k to
            io.github.kolink.core;

    provides io.github.kolink.relocate.Architecture with
            io.github.kolink.arch.m68k.M68kArchitecture;
}
