// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import java.util.List;

/**
 * What came of one module at one stage of its load.
 *
 * @param stage which
 * @param sections its sections with bytes, by index
 */
public record StageComparison(Kind stage, List<SectionComparison> sections) {
    /** Stages that are captured. */
    public enum Kind {
        /** Behind {@code apply_relocations}. */
        RELOCATED("relocated"),
        /** Before init. */
        FINAL("final"),
        /** In the running kernel. */
        LOADED("loaded");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /**
         * The name people know it by.
         *
         * @return lower case
         */
        public String label() {
            return label;
        }
    }

    /**
     * Whether all that differs is excused.
     *
     * @return true if nothing differs too
     */
    public boolean isExplained() {
        return sections.stream().allMatch(SectionComparison::isExplained);
    }

    /**
     * Whether nothing differs, sections left out apart.
     *
     * @return true if so
     */
    public boolean isEqual() {
        return sections.stream().allMatch(section -> section.excluded() || section.isEqual());
    }
}
