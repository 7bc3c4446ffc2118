// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import io.github.kolink.finding.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * A trial, what kolink says of it, and what the kernel did.
 *
 * @param trial what was loaded
 * @param predicted by kolink
 * @param expected the predicted lines that a kernel in this state prints: once-only lines come once in a boot
 * @param real what the kernel did
 */
record Comparison(Trial trial, Prediction predicted, List<String> expected, RealLoad real) {
    /** Compares a whole boot. */
    static List<Comparison> of(TrialBoot boot, List<Prediction> predictions, List<RealLoad> reality) {
        List<Comparison> comparisons = new ArrayList<>();
        OnceLines once = new OnceLines();
        int guest = 1;
        for (int i = 0; i < reality.size(); i++) {
            RealLoad real = reality.get(i);
            if (real.boot() != guest) {
                guest = real.boot();
                once = new OnceLines();
                // What was kept was loaded again before, and said what it said.
                for (int j = 0; j < i; j++) {
                    if (boot.trials().get(j).kept()) {
                        once.saw(predictions.get(j).lines());
                    }
                }
            }
            comparisons.add(new Comparison(
                    boot.trials().get(i),
                    predictions.get(i),
                    once.notYet(predictions.get(i).lines()),
                    real));
            once.saw(real.lines());
        }
        return comparisons;
    }

    /** Whether the kernel did what kolink says; after an undefined access anything is as good. */
    boolean sameOutcome() {
        return predicted.verdict() == Verdict.UNDEFINED
                || predicted.outcome().equals(real.outcome())
                || (diesOfItself() && predicted.verdict().loads() && real.end() == RealLoad.End.KILLED);
    }

    /** A module of row R-62 is loaded, and its init calls into nowhere. */
    private boolean diesOfItself() {
        return trial.row().equals("R-62");
    }

    boolean sameLines() {
        if (predicted.verdict() == Verdict.UNDEFINED) {
            return true;
        }
        List<String> spoken = new ArrayList<>();
        List<String> asides = new ArrayList<>();
        for (String line : real.lines()) {
            String text = KernelLines.comparable(line);
            if (text.startsWith(KernelLines.ASIDE)) {
                asides.add(text.substring(KernelLines.ASIDE.length()));
            } else if (!KernelLines.isNoise(line)) {
                spoken.add(text);
            }
        }
        // A line of ours may be what a WARN says.
        List<String> ours = new ArrayList<>(expected);
        ours.removeIf(line -> !spoken.contains(line) && asides.contains(line));
        // A kernel that dies of what it loaded goes on to tell of that.
        return real.end() == RealLoad.End.KILLED && ours.size() <= spoken.size()
                ? ours.equals(spoken.subList(0, ours.size()))
                : ours.equals(spoken);
    }

    boolean sameTaints() {
        return real.end() != RealLoad.End.LOADED
                || predicted.verdict() == Verdict.UNDEFINED
                || letters(predicted.taints()).equals(letters(real.taints()));
    }

    private static String letters(String taints) {
        return taints.chars()
                .sorted()
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Of a mutant that loads, its own code and the BTF's reader may speak; of one that is refused every line counts. */
    boolean agrees() {
        boolean mutant = trial.row().isEmpty();
        return sameOutcome() && sameTaints() && (sameLines() || (mutant && real.end() == RealLoad.End.LOADED));
    }

    @Override
    public String toString() {
        return trial.name() + " [" + trial.row() + "]\n  predicted " + predicted.outcome() + " (" + predicted.taints()
                + ") " + expected + "\n  real      " + real.outcome() + " (" + real.taints() + ") " + real.lines();
    }
}
