// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import io.github.kolink.layout.PlacedModule;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The module's {@code struct trace_event_call}s, by the table {@code _ftrace_events} (include/linux/trace_events.h 6.1,
 * 64-bit, the same in 6.12): offsets of the fields the kernel writes or follows.
 */
final class TraceEvents {
    static final int LIST = 0;
    static final int CLASS = 16;
    static final int EVENT_NODE = 32;
    static final int EVENT_FUNCS = 72;
    static final int PRINT_FMT = 80;
    static final int MODULE = 96;
    static final int FLAGS = 112;
    static final int CLASS_FIELDS = 48;
    private static final int POINTER = 8;

    private TraceEvents() {}

    /** Passes on the address of each event. */
    static void forEach(PlacedModule placed, Consumer<Long> event) {
        TableSection.of(placed, "_ftrace_events", POINTER).ifPresent(table -> {
            for (int entry = 0; entry < table.count(); entry++) {
                event.accept(table.memory().get64(table.at(entry)));
            }
        });
    }

    /** The pointer at an address; empty if it lies outside the module. */
    static Optional<Long> pointer(AddressMap map, long address) {
        return map.find(address, POINTER).map(found -> found.memory().get64(found.offset()));
    }
}
