// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.device;

import java.util.OptionalInt;

/**
 * An export as the kernel's own look-up finds it.
 *
 * @param name the symbol's
 * @param address [kernel virtual address, unsigned]
 * @param owner the module that exports it, empty for the kernel itself
 * @param ownerBase where that module lies [kernel virtual address, unsigned], 0 for the kernel itself
 * @param crc its version, if the kernel keeps versions
 * @param gplOnly whether only GPL-compatible modules may use it
 */
public record ExportedSymbol(
        String name, long address, String owner, long ownerBase, OptionalInt crc, boolean gplOnly) {}
