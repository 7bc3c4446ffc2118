// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

/** What is known about the code of a kernel. */
public interface CodeAddresses {
    /**
     * Whether code of the kernel or of a module begins at an address, so that a call may lead to it.
     *
     * @param address [kernel virtual address, unsigned], any value
     * @return true if a symbol is there
     */
    boolean mayBegin(long address);

    /**
     * Whether a symbol has a value.
     *
     * @param name of the kernel's symbol
     * @param address [kernel virtual address, unsigned], any value
     * @return true if one of that name is there
     */
    boolean is(String name, long address);

    /**
     * Whether the kernel has a symbol.
     *
     * @param name of the symbol
     * @return true if there is one of that name
     */
    boolean has(String name);
}
