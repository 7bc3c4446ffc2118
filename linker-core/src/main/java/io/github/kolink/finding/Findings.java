// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finding;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Collects the findings of one link, in the kernel's order. The kernel stops at its first refusal, or behind the loop that
 * has it; what is found after that is kept too, for people, but the kernel does not say it: see {@link #heard()}. Bounded: of each code the first {@value #KEPT_PER_CODE} are
 * kept and the others counted, so that a hostile file cannot fill the memory with words.
 */
public final class Findings {
    /** How many findings of one code are kept. */
    public static final int KEPT_PER_CODE = 200;

    private final List<Finding> kept = new ArrayList<>();
    /** Made with the first finding, as most links have none. */
    private Map<FindingCode, Integer> counts = Map.of();

    private String errno = "";
    private Optional<FindingCode> stop = Optional.empty();
    private int heard = -1;

    /** Creates an empty collection. */
    public Findings() {}

    /**
     * Adds a finding.
     *
     * @param finding what was found
     */
    public void add(Finding finding) {
        hear(finding.code(), finding.errno());
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
        for (Finding finding : more) {
            add(finding);
        }
    }

    /**
     * Adds all of another collection, those it only counted too.
     *
     * @param more what was found
     */
    public void addAll(Findings more) {
        addAll(more.kept);
        if (more.dropped() != 0) {
            more.counts.forEach(this::count);
            more.kept.forEach(finding -> count(finding.code(), -1));
        }
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
            hear(code, code.errno());
            count(code, 1);
        }
    }

    private void count(FindingCode code, int more) {
        if (counts.isEmpty()) {
            counts = new EnumMap<>(FindingCode.class);
        }
        counts.merge(code, more, Integer::sum);
    }

    /** Follows the kernel: has it stopped before this finding, and does the finding stop it? */
    private void hear(FindingCode code, String error) {
        if (heard >= 0 || !code.isStop()) {
            return;
        }
        if (stop.isPresent() && !stop.get().isSameLoop(code)) {
            heard = kept.size();
            return;
        }
        stop = Optional.of(code);
        errno = error;
        if (!code.isLoop()) {
            heard = kept.size() + 1;
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
        int all = 0;
        for (int count : counts.values()) {
            all += count;
        }
        return all - kept.size();
    }

    /**
     * Whether the kernel would have stopped by now.
     *
     * @return true if a finding is REFUSED or UNDEFINED
     */
    public boolean stop() {
        return stop.isPresent();
    }

    /**
     * The error the kernel returns: that of its first refusal; of a loop that goes on, that of the last bad entry ({@code
     * simplify_symbols}, kernel/module/main.c 6.1).
     *
     * @return the errno's name; empty if nothing was refused
     */
    public String errno() {
        return errno;
    }

    /**
     * How many of the kept findings the kernel comes to before it has stopped. Those behind are true as well, but the
     * kernel neither prints them nor returns their error.
     *
     * @return a number of findings, from the start of {@link #list()}
     */
    public int heard() {
        return heard < 0 ? kept.size() : Math.min(heard, kept.size());
    }
}
