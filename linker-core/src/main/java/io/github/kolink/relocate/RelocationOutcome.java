// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.relocate;

import io.github.kolink.finding.FindingCode;
import java.util.Optional;

/** What became of one relocation. */
public enum RelocationOutcome {
    /** Written, and it fits. */
    APPLIED,
    /** Written and cut to the field; the kernel makes no test and goes on. */
    APPLIED_OUT_OF_RANGE(FindingCode.EXTRA_RELOC_OUT_OF_RANGE),
    /** Written; low bits that the field drops are not zero, and the kernel goes on. */
    APPLIED_MISALIGNED(FindingCode.EXTRA_RELOC_MISALIGNED),
    /** Redirected through a linkage entry or an erratum's veneer. */
    APPLIED_BY_VENEER,
    /** Redirected through a linkage entry that does not reach the target; the kernel goes on. */
    APPLIED_BY_BROKEN_VENEER(FindingCode.EXTRA_PLT_UNREACHABLE),
    /** The kernel refuses the type. */
    UNKNOWN_TYPE(FindingCode.RELOC_UNKNOWN_TYPE),
    /** The kernel refuses the value. */
    OVERFLOW(FindingCode.RELOC_OVERFLOW),
    /** The kernel refuses the field, which is not zero before. */
    TARGET_NOT_ZERO(FindingCode.RELOC_TARGET_NOT_ZERO),
    /** The kernel finds no room in the linkage table. */
    NO_VENEER_LEFT(FindingCode.RELOC_NO_VENEER_LEFT),
    /** Offset or symbol index outside: the kernel would corrupt memory. Nothing was written. */
    OUT_OF_BOUNDS(FindingCode.RELOC_OUT_OF_BOUNDS);

    private final Optional<FindingCode> code;

    RelocationOutcome() {
        this.code = Optional.empty();
    }

    RelocationOutcome(FindingCode code) {
        this.code = Optional.of(code);
    }

    /**
     * The finding it makes.
     *
     * @return empty if it makes none
     */
    public Optional<FindingCode> code() {
        return code;
    }
}
