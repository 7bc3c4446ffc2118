// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.elf;

import java.util.AbstractList;
import java.util.List;
import java.util.Optional;
import java.util.RandomAccess;

/**
 * The section headers of a file, by index; index 0 is the null section. Immutable. A module is asked dozens of times for
 * sections, which have some forty headers: loops over them count up, without an iterator.
 */
public final class SectionTable extends AbstractList<SectionHeader> implements RandomAccess {
    private final SectionHeader[] headers;

    /** @param headers by section index; not copied, must not change any more */
    SectionTable(SectionHeader[] headers) {
        this.headers = headers;
    }

    /**
     * A table.
     *
     * @param headers by section index; copied, unless they are such a table
     * @return the table
     */
    public static SectionTable of(List<SectionHeader> headers) {
        return headers instanceof SectionTable table
                ? table
                : new SectionTable(headers.toArray(new SectionHeader[headers.size()]));
    }

    /**
     * A copy for somebody who changes headers.
     *
     * @return by section index
     */
    public SectionHeader[] copy() {
        return headers.clone();
    }

    /**
     * A table of changed headers.
     *
     * @param headers by section index; copied
     * @return the table
     */
    public static SectionTable of(SectionHeader... headers) {
        return new SectionTable(headers.clone());
    }

    @Override
    public SectionHeader get(int section) {
        return headers[section];
    }

    @Override
    public int size() {
        return headers.length;
    }

    /**
     * The first section of a name, among those with some flags.
     *
     * @param name the name, ASCII text
     * @param flags {@code SHF_} bits, all of which it has; 0 for any section
     * @return the section with the lowest index; empty if there is none
     */
    public Optional<SectionHeader> find(String name, long flags) {
        for (SectionHeader header : headers) {
            if (header.isNamed(name) && header.has(flags)) {
                return Optional.of(header);
            }
        }
        return Optional.empty();
    }
}
