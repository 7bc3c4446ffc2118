// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

/** How far a module is: {@code enum module_state} (include/linux/module.h, 6.1), and what comes before it. */
public enum ModuleState {
    /** Memory only: whoever reserved it may still leave. */
    RESERVED,
    /** In the kernel's list, not shown. */
    UNFORMED,
    /** Complete, init runs. */
    COMING,
    /** In use. */
    LIVE,
    /** Exit runs. */
    GOING
}
