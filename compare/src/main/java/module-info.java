// SPDX-License-Identifier: Apache-2.0
/** What the in-kernel loader makes of modules: capture it, compare with it. */
@org.jspecify.annotations.NullMarked
module io.github.kolink.compare {
    requires static org.jspecify;
    requires com.google.common;
    requires transitive io.github.kolink.core;

    exports io.github.kolink.capture;
    exports io.github.kolink.capture.qemu;
    exports io.github.kolink.capture.running;
    exports io.github.kolink.compare;
}
