// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finding;

import java.util.List;

/** What a module's findings amount to. */
public enum Verdict {
    /** Nothing that was checked makes the kernel refuse the module. */
    WOULD_LOAD("would-load"),
    /** The kernel loads the module and is tainted by it. */
    WOULD_LOAD_WITH_TAINT("would-load-with-taint"),
    /** The kernel refuses the module. */
    REFUSED("refused"),
    /** The kernel would read or write outside the module. */
    UNDEFINED("undefined"),
    /** The inputs cannot tell. */
    UNKNOWN("unknown");

    private final String label;

    /**
     * Whether the kernel takes the module.
     *
     * @return true if it loads, tainted or not
     */
    public boolean loads() {
        return this == WOULD_LOAD || this == WOULD_LOAD_WITH_TAINT;
    }

    Verdict(String label) {
        this.label = label;
    }

    /**
     * The verdict's name in reports.
     *
     * @return {@code would-load}, {@code would-load-with-taint}, {@code refused}, {@code undefined} or {@code unknown}
     */
    public String label() {
        return label;
    }

    /**
     * The verdict of a list of findings. The first refusal or undefined access decides, as the kernel gets no further;
     * without one, anything unknown makes the verdict unknown.
     *
     * @param findings in the kernel's order
     * @return the verdict
     */
    public static Verdict of(List<Finding> findings) {
        Verdict verdict = Taint.of(findings).isEmpty() ? WOULD_LOAD : WOULD_LOAD_WITH_TAINT;
        for (Finding finding : findings) {
            Severity severity = finding.code().severity();
            if (severity == Severity.REFUSED) {
                // A loop goes on behind a refusal.
                return findings.stream()
                                .map(Finding::code)
                                .anyMatch(code ->
                                        code.severity() == Severity.UNDEFINED && code.isSameLoop(finding.code()))
                        ? UNDEFINED
                        : REFUSED;
            }
            if (severity == Severity.UNDEFINED) {
                return UNDEFINED;
            }
            if (severity == Severity.UNKNOWN) {
                verdict = UNKNOWN;
            }
        }
        return verdict;
    }
}
