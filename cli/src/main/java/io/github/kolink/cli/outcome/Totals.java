// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.outcome;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Severity;
import io.github.kolink.finding.Verdict;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What a check counts. */
public final class Totals {
    private final boolean strict;
    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private final Map<FindingCode, Integer> remarks = new EnumMap<>(FindingCode.class);
    private final Map<String, Long> relocations = new TreeMap<>();
    /** Those of the last module, not added yet: if it was the only one, nobody may ask for their names. */
    private Map<String, Long> last = Map.of();

    private int unreadable;
    private int known;
    private int failed;
    private int undecided;
    private long veneers;
    private long crcsAgree;
    private long crcsDiffer;
    private long crcsMissing;

    /**
     * Nothing counted yet.
     *
     * @param strict whether a warning is a failure
     */
    public Totals(boolean strict) {
        this.strict = strict;
    }

    /**
     * Counts a module.
     *
     * @param module checked, and held against the baseline
     */
    public void add(CheckedModule module) {
        if (module.verdict().isPresent()) {
            Verdict verdict = module.verdict().get();
            verdicts.put(verdict, of(verdict) + 1);
        } else {
            unreadable++;
        }
        addRelocations();
        last = module.relocations();
        veneers += module.veneers();
        crcsAgree += module.versions().agree();
        crcsDiffer += module.versions().differ();
        crcsMissing += module.versions().missing();
        for (CheckedFinding finding : module.findings()) {
            if (finding.isKnown()) {
                known++;
            } else if (finding.severity() == Severity.NOTE || finding.severity() == Severity.WARNING) {
                FindingCode code = finding.finding().code();
                remarks.put(code, remarks.getOrDefault(code, 0) + 1);
            }
        }
        if (fails(module)) {
            failed++;
        } else if (module.counted().orElse(Verdict.WOULD_LOAD) == Verdict.UNKNOWN) {
            undecided++;
        }
    }

    private void addRelocations() {
        for (Map.Entry<String, Long> each : last.entrySet()) {
            relocations.put(each.getKey(), relocations.getOrDefault(each.getKey(), 0L) + each.getValue());
        }
        last = Map.of();
    }

    /**
     * Whether a module makes the check fail.
     *
     * @param module checked, and held against the baseline
     * @return true if it would be refused, or is told to count for its warnings
     */
    public boolean fails(CheckedModule module) {
        Verdict counted = module.counted().orElse(Verdict.WOULD_LOAD);
        return counted == Verdict.REFUSED || counted == Verdict.UNDEFINED || (strict && module.warns());
    }

    /**
     * All that was checked.
     *
     * @return modules, each once per kernel
     */
    public int modules() {
        int modules = unreadable;
        for (int each : verdicts.values()) {
            modules += each;
        }
        return modules;
    }

    /**
     * Modules with a verdict, known or not.
     *
     * @param verdict which
     * @return their number
     */
    public int of(Verdict verdict) {
        return verdicts.getOrDefault(verdict, 0);
    }

    /**
     * Files that could not be read.
     *
     * @return their number
     */
    public int unreadable() {
        return unreadable;
    }

    /**
     * Findings that a baseline lists.
     *
     * @return their number
     */
    public int known() {
        return known;
    }

    /**
     * Modules that make the check fail.
     *
     * @return their number
     */
    public int failed() {
        return failed;
    }

    /**
     * Relocations that go through a linkage entry.
     *
     * @return their number
     */
    public long veneers() {
        return veneers;
    }

    /**
     * Imports with the CRC of their export.
     *
     * @return their number
     */
    public long crcsAgree() {
        return crcsAgree;
    }

    /**
     * Imports with another CRC than their export.
     *
     * @return their number
     */
    public long crcsDiffer() {
        return crcsDiffer;
    }

    /**
     * Imports without a CRC whose export has one.
     *
     * @return their number
     */
    public long crcsMissing() {
        return crcsMissing;
    }

    /**
     * Relocations by name of the type.
     *
     * @return sorted by name
     */
    public Map<String, Long> relocations() {
        addRelocations();
        return Collections.unmodifiableMap(relocations);
    }

    /**
     * Warnings and notes that are not known, by code.
     *
     * @return in the order of the codes
     */
    public Map<FindingCode, Integer> remarks() {
        return Collections.unmodifiableMap(remarks);
    }

    /**
     * How the command ends.
     *
     * @return its exit code
     */
    public int exitCode() {
        if (failed > 0) {
            return ExitCode.FINDINGS;
        }
        if (unreadable > 0) {
            return ExitCode.INPUT;
        }
        return undecided > 0 ? ExitCode.UNKNOWN : ExitCode.OK;
    }
}
