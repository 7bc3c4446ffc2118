// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

/** What a pass may have left at a place. What does not have such a form was written by somebody else. */
@FunctionalInterface
public interface PlaceContents {
    /** Whatever it is, the pass may have written it. */
    PlaceContents ANY = place -> true;

    /**
     * Judges the bytes in a kernel's memory. Asked only where they differ from ours.
     *
     * @param place all of it, in memory and in our image
     * @return false if the pass never writes such bytes there
     */
    boolean mayBe(PatchedPlace place);
}
