// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.check;

import io.github.kolink.symbols.structure.StructModule;

/** How a difference between a module's and the kernel's {@code struct module} is told. */
final class StructModuleWords {
    private StructModuleWords() {}

    static String sizes(long size, StructModule kernel) {
        return "struct module has " + Long.toUnsignedString(size) + " bytes, the kernel's " + kernel.size()
                + ": built for another kernel or configuration";
    }
}
