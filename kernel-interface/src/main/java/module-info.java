// SPDX-License-Identifier: Apache-2.0
/** The running kernel: kolink's device, and the system calls for modules. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-automatic") // jnr-ffi has no descriptor of its own
module io.github.kolink.kernel.jnr {
    requires static org.jspecify;
    requires transitive io.github.kolink.core;
    requires org.jnrproject.ffi;

    exports io.github.kolink.kernel.device;
    exports io.github.kolink.kernel.jnr;
    exports io.github.kolink.kernel.resolved;
}
