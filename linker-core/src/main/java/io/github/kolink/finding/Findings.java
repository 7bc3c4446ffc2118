// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finding;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Collects the findings of one link, in the kernel's order. Bounded: of each code the first {@value #KEPT_PER_CODE} are
 * kept and the others counted, so that a hostile file cannot fill the memory with words.
 */
public final class Findings {
    /** How many findings of one code are kept. */
    public static final int KEPT_PER_CODE = 200;

    private final List<Finding> kept = new ArrayList<>();
    private final Map<FindingCode, Integer> counts = new EnumMap<>(FindingCode.class);
    private String lastErrno = "";

    /** Creates an empty collection. */
    public Findings() {}

    /**
     * Adds a finding.
     *
     * @param finding what was found
     */
    public void add(Finding finding) {
        if (accepts(finding.code())) {
            kept.add(finding);
        }
        count(finding.code(), 1);
    }

    /**
     * Adds all findings of a list, in order.
     *
     * @param more what was found
     */
    public void addAll(List<Finding> more) {
        more.forEach(this::add);
    }

    /**
     * Whether another finding of this code would be kept: lets a caller skip wording one that would only be counted.
     *
     * @param code the code
     * @return true if fewer than {@value #KEPT_PER_CODE} were added
     */
    public boolean accepts(FindingCode code) {
        return count(code) < KEPT_PER_CODE;
    }

    /**
     * Adds a finding, worded only if it is kept.
     *
     * @param code its code
     * @param words makes the finding
     */
    public void add(FindingCode code, Supplier<Finding> words) {
        if (accepts(code)) {
            add(words.get());
        } else {
            count(code, 1);
        }
    }

    private void count(FindingCode code, int more) {
        counts.merge(code, more, Integer::sum);
        if (code.severity() == Severity.REFUSED && !code.errno().isEmpty()) {
            lastErrno = code.errno();
        }
    }

    /**
     * How many findings of a code were added, kept or not.
     *
     * @param code the code
     * @return the number
     */
    public int count(FindingCode code) {
        return counts.getOrDefault(code, 0);
    }

    /**
     * The kept findings.
     *
     * @return an immutable copy, in the order they were added
     */
    public List<Finding> list() {
        return List.copyOf(kept);
    }

    /**
     * How many findings were counted but not kept.
     *
     * @return the number over all codes
     */
    public int dropped() {
        return counts.values().stream().mapToInt(Integer::intValue).sum() - kept.size();
    }

    /**
     * Whether the kernel would have stopped by now.
     *
     * @return true if a finding is REFUSED or UNDEFINED
     */
    public boolean stop() {
        return counts.keySet().stream()
                .anyMatch(code -> code.severity() == Severity.REFUSED || code.severity() == Severity.UNDEFINED);
    }

    /**
     * The error of the last refusal: within one phase of the kernel the last bad entry decides ({@code
     * simplify_symbols}, kernel/module/main.c 6.1).
     *
     * @return the errno's name; empty if nothing was refused
     */
    public String lastErrno() {
        return lastErrno;
    }
}
