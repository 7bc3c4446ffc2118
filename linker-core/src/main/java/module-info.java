// SPDX-License-Identifier: Apache-2.0
/** The linker: from the bytes of a kernel module to the image the kernel would run. */
@org.jspecify.annotations.NullMarked
module io.github.kolink.core {
    requires static org.jspecify;
    requires com.google.common;
    requires transitive io.github.kolink.symbols;

    exports io.github.kolink.elf;
    exports io.github.kolink.finalise;
    exports io.github.kolink.finding;
    exports io.github.kolink.image;
    exports io.github.kolink.kernel;
    exports io.github.kolink.layout;
    exports io.github.kolink.link;
    exports io.github.kolink.load;
    exports io.github.kolink.module;
    exports io.github.kolink.relocate;
    exports io.github.kolink.resolve;
    exports io.github.kolink.state;

    uses io.github.kolink.relocate.Architecture;
}
