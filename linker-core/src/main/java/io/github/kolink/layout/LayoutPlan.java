// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

import io.github.kolink.elf.RelocationTable;
import java.util.List;
import java.util.Map;

/**
 * What an architecture adds before layout ({@code module_frob_arch_sections}).
 *
 * @param sections sections whose headers are rewritten
 * @param alignments raised alignments [bytes] by section index; applied after {@code sections}
 * @param reordered relocation tables in the order the kernel applies them, by the index of the relocation section
 */
public record LayoutPlan(
        List<SyntheticSection> sections, Map<Integer, Long> alignments, Map<Integer, RelocationTable> reordered) {
    /** Nothing is added. */
    public static final LayoutPlan NONE = new LayoutPlan(List.of(), Map.of(), Map.of());

    /**
     * Whether the header of a section is rewritten.
     *
     * @param section section index
     * @return false if at most its alignment is raised
     */
    public boolean rewrites(int section) {
        for (SyntheticSection added : sections) {
            if (added.section() == section) {
                return true;
            }
        }
        return false;
    }
}
