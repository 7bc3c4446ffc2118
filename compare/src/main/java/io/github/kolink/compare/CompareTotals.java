// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds up the results of a comparison. */
public final class CompareTotals {
    private final Map<ModuleComparison.Outcome, Integer> outcomes = new EnumMap<>(ModuleComparison.Outcome.class);
    private final Map<StageComparison.Kind, OfStage> stages = new EnumMap<>(StageComparison.Kind.class);
    private final List<ModuleComparison> problems = new ArrayList<>();
    private long borrowed;
    private int layouts;

    /** No results yet. */
    public CompareTotals() {}

    /** The sums of one stage. */
    public static final class OfStage {
        private final Map<Cause, Tally> causes = new TreeMap<>();
        private int modules;
        private long equal;
        private long explained;
        private long different;
        private long excluded;
        private long bytes;
        private long codeBytes;

        private OfStage() {}

        private void add(StageComparison stage) {
            modules++;
            for (SectionComparison section : stage.sections()) {
                if (section.excluded()) {
                    excluded++;
                    continue;
                }
                if (section.isEqual()) {
                    equal++;
                } else if (section.isExplained()) {
                    explained++;
                } else {
                    different++;
                }
                bytes += section.size();
                codeBytes += section.executable() ? section.size() : 0;
                section.causes().forEach((cause, tally) -> causes.merge(cause, tally, Tally::plus));
            }
        }

        /**
         * Modules that were compared.
         *
         * @return how many
         */
        public int modules() {
            return modules;
        }

        /**
         * Sections without a difference.
         *
         * @return how many
         */
        public long equal() {
            return equal;
        }

        /**
         * Sections in which all that differs is excused.
         *
         * @return how many
         */
        public long explained() {
            return explained;
        }

        /**
         * Sections in which something differs that is not.
         *
         * @return how many
         */
        public long different() {
            return different;
        }

        /**
         * Sections left out by name: {@code struct module}.
         *
         * @return how many
         */
        public long excluded() {
            return excluded;
        }

        /**
         * What was compared.
         *
         * @return [bytes]
         */
        public long bytes() {
            return bytes;
        }

        /**
         * What of it is code.
         *
         * @return [bytes]
         */
        public long codeBytes() {
            return codeBytes;
        }

        /**
         * What differs, by cause.
         *
         * @return read-only
         */
        public Map<Cause, Tally> causes() {
            return Collections.unmodifiableMap(causes);
        }
    }

    /**
     * Adds a module.
     *
     * @param module its result
     */
    public void add(ModuleComparison module) {
        outcomes.merge(module.outcome(), 1, Integer::sum);
        borrowed += module.borrowed();
        layouts += module.layout().isEmpty() ? 0 : 1;
        if (!module.problem().isEmpty()) {
            problems.add(module);
        }
        for (StageComparison stage : module.stages()) {
            stages.computeIfAbsent(stage.stage(), kind -> new OfStage()).add(stage);
        }
    }

    /**
     * Modules by outcome.
     *
     * @param outcome which
     * @return how many
     */
    public int modules(ModuleComparison.Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0);
    }

    /**
     * The sums by stage.
     *
     * @return those that were compared, in the order of loading; read-only
     */
    public Map<StageComparison.Kind, OfStage> stages() {
        return Collections.unmodifiableMap(stages);
    }

    /**
     * References whose values came from the capture.
     *
     * @return how many, over all modules
     */
    public long borrowed() {
        return borrowed;
    }

    /**
     * Modules that the kernel laid out otherwise.
     *
     * @return how many
     */
    public int layouts() {
        return layouts;
    }

    /**
     * Modules that could not be compared.
     *
     * @return each, in the order they came
     */
    public List<ModuleComparison> problems() {
        return List.copyOf(problems);
    }
}
