// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what disagrees and keeps the first cases of each kind, so that the report stays short. */
final class Disagreements {
    private static final int SHOWN = 3;

    private final Map<String, Case> cases = new LinkedHashMap<>();
    private final List<String> sentences = new ArrayList<>();

    /** Counts one case of a kind; the kind is the sentence that follows the number. */
    void count(String kind, String example) {
        cases.computeIfAbsent(kind, name -> new Case()).add(example);
    }

    void say(String sentence) {
        sentences.add(sentence);
    }

    List<String> sentences() {
        List<String> all = new ArrayList<>(sentences);
        cases.forEach((kind, found) -> all.add(found.count + " " + kind + ": " + String.join(", ", found.examples)
                + (found.count > SHOWN ? ", ..." : "")));
        return List.copyOf(all);
    }

    private static final class Case {
        private int count;
        private final List<String> examples = new ArrayList<>();

        void add(String example) {
            count++;
            if (examples.size() < SHOWN) {
                examples.add(example);
            }
        }
    }
}
