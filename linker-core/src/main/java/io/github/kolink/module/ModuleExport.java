// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A symbol a module exports.
 *
 * @param name the name others import
 * @param symbol index of the symbol that gives the value
 * @param addend what to add to the symbol's value
 * @param gplOnly whether only GPL compatible modules may import it
 * @param crc its version, if the module carries versions
 * @param namespace the namespace it is exported to, if any
 */
public record ModuleExport(
        String name, int symbol, long addend, boolean gplOnly, OptionalInt crc, Optional<String> namespace) {}
