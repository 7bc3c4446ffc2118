// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

/**
 * A symbol a module needs from elsewhere.
 *
 * @param symbol index of the undefined symbol
 * @param name its name
 * @param weak whether the module can do without
 */
public record ModuleImport(int symbol, String name, boolean weak) {}
