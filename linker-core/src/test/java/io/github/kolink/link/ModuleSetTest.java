// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ModuleSetTest {
    private static final int DEEP = 20_000;

    @Test
    void usersComeBehindWhatTheyUse() {
        ModuleSet.Builder builder = new ModuleSet.Builder();
        builder.add("top", List.of(), List.of("m", "b", "kernel"));
        builder.add("middle", List.of("m"), List.of("b"));
        builder.add("bottom", List.of("b"), List.of());
        ModuleSet set = builder.build();
        assertEquals(List.of(2, 1, 0), set.loadOrder());
        assertEquals(List.of(1, 2), set.uses(0));
        assertEquals(List.of(2, 1), set.loadOrder(1), "what one module needs");
        assertTrue(set.cycles().isEmpty());
    }

    @Test
    void whatIsAddedIsToldWhoProvidesItSoFar() {
        ModuleSet.Builder builder = new ModuleSet.Builder();
        assertArrayEquals(new int[] {-1, 0, -1}, builder.add("a", List.of("a"), List.of("b", "a", "kernel")));
        assertArrayEquals(new int[] {0}, builder.add("b", List.of("b"), List.of("a")));
        assertArrayEquals(new int[] {1, 0, 1}, builder.add("c", List.of("a"), List.of("b", "a", "b")));
        ModuleSet set = builder.build();
        assertEquals(List.of(1), set.uses(0));
        assertEquals(List.of(0), set.uses(1));
        assertEquals(List.of(0, 1), set.uses(2));
    }

    @Test
    void cyclesAreReportedOnceEach() {
        ModuleSet.Builder builder = new ModuleSet.Builder();
        builder.add("a", List.of("a"), List.of("b"));
        builder.add("b", List.of("b"), List.of("c"));
        builder.add("c", List.of("c"), List.of("a"));
        builder.add("user", List.of(), List.of("a"));
        builder.add("x", List.of("x"), List.of("y"));
        builder.add("y", List.of("y"), List.of("x"));
        builder.add("alone", List.of("self"), List.of("self"));
        ModuleSet set = builder.build();
        assertEquals(List.of(List.of("a", "b", "c"), List.of("x", "y")), set.cycles());
        assertEquals(7, set.loadOrder().size());
        assertTrue(set.loadOrder().indexOf(3) > set.loadOrder().indexOf(0));
    }

    @Test
    void theFirstOfTwoExportersProvides() {
        ModuleSet.Builder builder = new ModuleSet.Builder();
        builder.add("first", List.of("e"), List.of());
        builder.add("second", List.of("e"), List.of());
        builder.add("user", List.of(), List.of("e"));
        assertEquals(List.of(0), builder.build().uses(2));
    }

    @Test
    void aLongChainIsNoProblem() {
        ModuleSet.Builder builder = new ModuleSet.Builder();
        for (int i = 0; i < DEEP; i++) {
            builder.add("m" + i, List.of("e" + i), List.of("e" + (i + 1)));
        }
        ModuleSet set = builder.build();
        assertEquals(IntStream.range(0, DEEP).map(i -> DEEP - 1 - i).boxed().toList(), set.loadOrder());
        assertTrue(set.cycles().isEmpty());
    }
}
