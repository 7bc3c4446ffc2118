// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.backend;

import java.util.Locale;

/** Ways into a kernel. */
public enum BackendKind {
    /** kolink links, {@code /dev/kolink} takes the image. */
    DEVICE,
    /** The kernel links: {@code finit_module}. */
    SYSCALL,
    /** kolink resolves, the kernel relocates: {@code init_module}. */
    RESOLVED,
    /** A kernel in memory. */
    SIMULATE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
