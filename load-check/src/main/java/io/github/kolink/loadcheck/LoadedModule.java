// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

/**
 * A line of {@code /proc/modules}.
 *
 * @param name the module's
 * @param state what it is at
 * @param taints the letters in parentheses; empty if there are none
 */
public record LoadedModule(String name, State state, String taints) {
    /** {@code enum module_state} (include/linux/module.h 6.1). */
    public enum State {
        /** {@code Live}. */
        LIVE,
        /** {@code Loading}. */
        COMING,
        /** {@code Unloading}. */
        GOING
    }
}
