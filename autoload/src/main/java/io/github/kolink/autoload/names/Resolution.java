// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.names;

import java.util.List;
import java.util.Optional;

/**
 * What a name stands for.
 *
 * @param name as it was asked for, with {@code _}
 * @param rule what answered
 * @param targets the modules, in the order in which they are tried; empty if nothing answered
 */
public record Resolution(String name, Rule rule, List<Target> targets) {
    /** Who answers a name; the first one that does ends the search ({@code kmod_module_new_from_lookup}, kmod 30). */
    public enum Rule {
        /** An {@code alias} line of the configuration. */
        CONFIGURED_ALIAS,
        /** A module of the tree has this name. */
        MODULE,
        /** A module of the tree exports this symbol. */
        SYMBOL,
        /** An {@code install} or {@code remove} line of the configuration. */
        COMMAND,
        /** Aliases that modules of the tree bring. */
        MODULE_ALIAS,
        /** The kernel itself holds the module of this name. */
        BUILT_IN,
        /** Aliases of what the kernel itself holds. */
        BUILT_IN_ALIAS,
        /** Nobody knows the name. */
        NONE;

        /**
         * The rule's name for people and programs.
         *
         * @return such as {@code module-alias}
         */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * A module that a name stands for.
     *
     * @param module its name
     * @param alias the name it was asked for by, if that is another one
     * @param source the line of the configuration or the module's pattern that says so
     */
    public record Target(String module, Optional<String> alias, String source) {}
}
