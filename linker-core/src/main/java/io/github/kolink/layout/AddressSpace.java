// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

/** Gives a module its addresses: the kernel's allocator, or whoever stands in for it. */
public interface AddressSpace {
    /**
     * Chooses addresses for a module.
     *
     * @param layout what it needs
     * @return a base for each region of the layout
     */
    RegionAddresses reserve(ModuleLayout layout);
}
