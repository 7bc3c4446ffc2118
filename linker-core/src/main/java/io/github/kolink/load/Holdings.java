// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

import com.google.common.base.Preconditions;
import java.util.ArrayList;
import java.util.List;

/** What a simulated kernel has taken and must give back: a leak stays in the list, giving back twice is an error. */
final class Holdings {
    private final List<String> held = new ArrayList<>();

    /** Takes something. */
    void take(String what) {
        held.add(what);
    }

    /** Gives it back. */
    void give(String what) {
        Preconditions.checkState(held.remove(what), "given back twice: %s", what);
    }

    /** What is held, sorted. */
    List<String> list() {
        return held.stream().sorted().toList();
    }
}
