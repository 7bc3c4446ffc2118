// SPDX-License-Identifier: Apache-2.0
/** Relocation for x86_64: a plug-in for {@code io.github.kolink.relocate.Architecture}. */
@SuppressWarnings("module") // the architecture's name ends in a digit
@org.jspecify.annotations.NullMarked
module io.github.kolink.arch.x86_64 {
    requires static org.jspecify;
    requires io.github.kolink.core;

    // The core reads relocations.csv and kernel-messages.csv, which lie in the package.
    opens io.github.kolink.arch.x86_64 to
            io.github.kolink.core;

    provides io.github.kolink.relocate.Architecture with
            io.github.kolink.arch.x86_64.X86_64Architecture;
}
