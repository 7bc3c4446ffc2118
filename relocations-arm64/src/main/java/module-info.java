// SPDX-License-Identifier: Apache-2.0
/** Relocation plug-in for arm64. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // The name ends in a digit because the kernel's name of the architecture does.
module io.github.kolink.arch.arm64 {
    requires static org.jspecify;
    requires io.github.kolink.core;

    // The core reads the plug-in's tables.
    opens io.github.kolink.arch.arm64 to
            io.github.kolink.core;

    provides io.github.kolink.relocate.Architecture with
            io.github.kolink.arch.arm64.Arm64Architecture;
}
