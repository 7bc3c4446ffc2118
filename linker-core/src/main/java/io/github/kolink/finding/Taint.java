// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finding;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What loading a module taints the kernel with (include/linux/panic.h, kernel/panic.c 6.1). */
public enum Taint {
    /** The license is not GPL compatible. */
    P(FindingCode.TAINT_PROPRIETARY),
    /** Loaded by force: vermagic or CRCs are missing. */
    F(FindingCode.TAINT_FORCED),
    /** Built outside the kernel's tree. */
    O(FindingCode.TAINT_OUT_OF_TREE),
    /** Unsigned, or signed with a key the kernel does not have. */
    E(FindingCode.TAINT_UNSIGNED),
    /** From the staging directory. */
    C(FindingCode.TAINT_STAGING),
    /** A livepatch. */
    K(FindingCode.TAINT_LIVEPATCH),
    /** A test module. */
    N(FindingCode.TAINT_TEST),
    /** A parameter that the module calls dangerous is set. */
    U(FindingCode.TAINT_USER),
    /** Auxiliary, defined by the distribution. */
    X(FindingCode.TAINT_AUXILIARY);

    private static final List<Taint> ALL = List.of(values());

    private final FindingCode code;

    Taint(FindingCode code) {
        this.code = code;
    }

    /**
     * The finding that tells of the taint.
     *
     * @return its code
     */
    public FindingCode code() {
        return code;
    }

    /**
     * The taints that findings tell of.
     *
     * @param findings of one module
     * @return in the order of this enumeration; empty if the module taints nothing
     */
    public static Set<Taint> of(List<Finding> findings) {
        Set<Taint> taints = EnumSet.noneOf(Taint.class);
        for (Finding finding : findings) {
            for (Taint taint : ALL) {
                if (finding.code() == taint.code) {
                    taints.add(taint);
                }
            }
        }
        return taints;
    }
}
