// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.kernel.KernelFacts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Entries are a digit, which is compared, and a letter, which tells ties apart. */
class KernelSortTest {
    /** Worked by hand from the description of lib/sort.c. */
    @ParameterizedTest
    @CsvSource({
        "'',               '',               ''",
        "1a,               1a,               1a",
        "2a 1b,            1b 2a,            1b 2a",
        "1a 1b,            1b 1a,            1b 1a",
        "1a 1b 1c,         1b 1c 1a,         1c 1b 1a",
        "1a 1b 1c 1d,      1b 1c 1d 1a,      1b 1d 1c 1a",
        "2a 1b 2c 1d 2e,   1b 1d 2c 2e 2a,   1d 1b 2e 2c 2a"
    })
    void tiesComeOutInTheGenerationsOwnOrder(String before, String oneByOne, String twoByTwo) {
        assertEquals(oneByOne, sorted(KernelSort.ONE_BY_ONE, before));
        assertEquals(twoByTwo, sorted(KernelSort.TWO_BY_TWO, before));
    }

    @ParameterizedTest
    @EnumSource
    void everySizeIsSorted(KernelSort sort) {
        Random random = new Random(1);
        for (int size = 0; size < 200; size++) {
            List<String> words = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                words.add("%04d".formatted(random.nextInt(10_000)));
            }
            List<String> expected = words.stream().sorted().toList();
            sort.sort(new Words(words, 4), size);
            assertEquals(expected, words, "size " + size);
        }
    }

    @Test
    void theGenerationFollowsTheRelease() {
        assertEquals(KernelSort.ONE_BY_ONE, KernelSort.of(KernelFacts.of("6.8.12", Set.of())));
        assertEquals(KernelSort.TWO_BY_TWO, KernelSort.of(KernelFacts.of("6.9", Set.of())));
    }

    private static String sorted(KernelSort sort, String before) {
        List<String> words = new ArrayList<>(before.isEmpty() ? List.of() : Arrays.asList(before.split(" ")));
        sort.sort(new Words(words, 1), words.size());
        return String.join(" ", words);
    }

    private record Words(List<String> words, int key) implements KernelSort.Table {
        @Override
        public int compare(int left, int right) {
            return words.get(left).substring(0, key).compareTo(words.get(right).substring(0, key));
        }

        @Override
        public void swap(int one, int other) {
            Collections.swap(words, one, other);
        }
    }
}
