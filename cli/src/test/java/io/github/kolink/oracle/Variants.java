// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

/** Variants of a module that were made; those that cannot be, because the module lacks what they change, are told its base. */
final class Variants {
    private final Base base;
    private final List<Trial> made = new ArrayList<>();

    Variants(Base base) {
        this.base = base;
    }

    /** The variant's function throws {@link NoSuchElementException} with what there is none of. */
    void add(String name, String row, Supplier<EditedModule> module) {
        try {
            made.add(Trial.of(name, row, module.get()));
        } catch (NoSuchElementException e) {
            base.lacking().put(name, e.getMessage());
        }
    }

    void add(Trial trial) {
        made.add(trial);
    }

    List<Trial> list() {
        return List.copyOf(made);
    }
}
