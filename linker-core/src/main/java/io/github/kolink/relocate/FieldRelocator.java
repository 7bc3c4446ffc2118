// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.relocate;

/**
 * Applies relocations to fields whose module is not in memory: it is given a section of which only the bytes of one field are
 * there. Thread-safe.
 */
public interface FieldRelocator extends Relocator {
    /**
     * The bytes of the field that a type reads or writes.
     *
     * @param type {@code ELF_R_TYPE}, any value
     * @return [bytes], as the table of types has it; 0 for one that {@link #apply} does not apply
     */
    int width(int type);
}
