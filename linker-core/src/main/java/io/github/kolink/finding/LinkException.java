// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finding;

import com.google.common.base.Preconditions;
import java.util.List;

/** A file that cannot be read as a kernel module. Carries what was found, never less than one finding. */
public final class LinkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    /**
     * The exception of one finding.
     *
     * @param finding what was found
     */
    public LinkException(Finding finding) {
        this(List.of(finding));
    }

    /**
     * The exception of several findings.
     *
     * @param findings what was found, in the kernel's order; not empty
     */
    public LinkException(List<Finding> findings) {
        super(words(findings));
        this.findings = List.copyOf(findings);
    }

    private static String words(List<Finding> findings) {
        Preconditions.checkArgument(!findings.isEmpty(), "an exception needs a finding");
        Finding first = findings.get(0);
        return first.module() + ": " + first.describe();
    }

    /**
     * What was found.
     *
     * @return at least one finding, in the kernel's order
     */
    public List<Finding> findings() {
        return findings;
    }
}
