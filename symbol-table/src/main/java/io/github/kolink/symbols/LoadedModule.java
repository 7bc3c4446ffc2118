// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

/**
 * A line of {@code /proc/modules} ({@code m_show}, kernel/module/procfs.c (6.1)).
 *
 * @param name the module's
 * @param state what it is at
 * @param taints the letters in parentheses; empty if there are none
 * @since 0.1
 */
public record LoadedModule(String name, State state, String taints) {
    /** {@code enum module_state} (include/linux/module.h (6.1)). */
    public enum State {
        /** Initialised and in use. */
        LIVE("Live"),
        /** Being initialised. */
        COMING("Loading"),
        /** Being removed. */
        GOING("Unloading");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /**
         * Returns the kernel's word.
         *
         * @return as {@code /proc/modules} prints it
         */
        public String word() {
            return word;
        }
    }
}
