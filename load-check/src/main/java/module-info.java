// SPDX-License-Identifier: Apache-2.0
/** Whether a kernel would load a module: its verdict, its error, its words. */
@org.jspecify.annotations.NullMarked
module io.github.kolink.loadcheck {
    requires static org.jspecify;
    requires com.google.common;
    requires transitive io.github.kolink.core;

    exports io.github.kolink.loadcheck;

    uses io.github.kolink.loadcheck.SignatureVerifier;
}
