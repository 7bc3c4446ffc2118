// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

import io.github.kolink.elf.SectionHeader;
import org.jspecify.annotations.Nullable;

/** Which pass places which section: of those over its part, core or init, the first that takes it. */
final class LayoutGroups {
    private static final LayoutPass[] PASSES = LayoutPass.values();

    private final EffectiveSections sections;
    /** By section index; null if none takes it. */
    private final @Nullable LayoutPass[] passes;
    /** By section index; false also if no pass takes it. */
    private final boolean[] inits;

    /**
     * The groups of a module.
     *
     * @param sections the section headers before layout
     * @param keepsExit whether code for unloading belongs to the core part
     * @param initPass whether the init part has a pass for data that becomes read-only
     */
    LayoutGroups(EffectiveSections sections, boolean keepsExit, boolean initPass) {
        this.sections = sections;
        this.passes = new LayoutPass[sections.count()];
        this.inits = new boolean[sections.count()];
        for (int index = 0; index < passes.length; index++) {
            SectionHeader section = sections.get(index);
            for (LayoutPass pass : PASSES) {
                if (passes[index] == null && pass.takes(section)) {
                    inits[index] = LayoutPass.isInit(section, keepsExit);
                    passes[index] = inits[index] && !initPass && pass == LayoutPass.RO_AFTER_INIT ? null : pass;
                }
            }
        }
    }

    /** Places the sections of one pass over one part, in the order of the file. */
    void place(LayoutPass pass, boolean init, RegionCounter counter, Placements placements) {
        for (int index = 0; index < passes.length; index++) {
            if (passes[index] == pass && inits[index] == init) {
                counter.place(sections.get(index), placements);
            }
        }
    }
}
