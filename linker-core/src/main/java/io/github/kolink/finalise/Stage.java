// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

/** How far a link goes. */
public enum Stage {
    /** As the kernel's memory is after {@code apply_relocations}: no pass has run. */
    RELOCATED,
    /** The usual image: places that mean nothing before a pass has filled them in are filled in. */
    LINKED,
    /** As the kernel's memory is before {@code init}, as far as it follows from the addresses: every pass has run. */
    FINAL;

    /**
     * Whether a link to this stage runs a pass.
     *
     * @param pass the pass
     * @return true if the pass is due by now
     */
    public boolean runs(FinalisePass pass) {
        return compareTo(pass.stage()) >= 0;
    }
}
