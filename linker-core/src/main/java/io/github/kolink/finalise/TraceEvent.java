// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import io.github.kolink.layout.PlacedModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A {@code struct trace_event_call} of a module (include/linux/trace_events.h 6.1, 64-bit). Up to {@code event.node} the
 * structure has been the same; behind it fields came and went, so those that the compiler filled in are looked for: the
 * pointer to the functions, directly behind it the format, then the flags.
 *
 * @param address of the structure [kernel virtual address, unsigned]
 * @param functions offset of {@code event.funcs} [bytes]
 * @param flags offset of {@code flags} [bytes]
 */
record TraceEvent(long address, int functions, int flags) {
    static final int CLASS = 16;
    static final int NODE = 32;
    static final int CLASS_FIELDS = 48;
    private static final int NODE_SIZE = 16;
    static final int POINTER = 8;
    static final String TABLE = "_ftrace_events";
    private static final int LARGEST = 160;

    /** The events of a module, by the table {@code _ftrace_events}; what does not look like one is left out. */
    static List<TraceEvent> of(PlacedModule placed, AddressMap map) {
        List<TraceEvent> events = new ArrayList<>();
        TableSection.of(placed, TABLE, POINTER).ifPresent(table -> {
            for (int entry = 0; entry < table.count(); entry++) {
                long event = table.memory().get64(table.at(entry));
                int functions = filled(map, event, NODE + NODE_SIZE);
                int flags = filled(map, event, functions + 2 * POINTER);
                if (flags < LARGEST) {
                    events.add(new TraceEvent(event, functions, flags));
                }
            }
        });
        return events;
    }

    /** Offset of the first word that is not zero, from an offset on. */
    private static int filled(AddressMap map, long event, int from) {
        int at = from;
        while (at < LARGEST && pointer(map, event + at).orElse(0L) == 0) {
            at += POINTER;
        }
        return at;
    }

    /** Address of the number that the kernel gives the event, in the word before the functions. */
    long type() {
        return address + functions - POINTER;
    }

    /** Address of the pointer to the format. */
    long format() {
        return address + functions + POINTER;
    }

    /** Address of the pointer to the module, two words before the flags. */
    long module() {
        return address + flags - 2 * POINTER;
    }

    /** The pointer at an address; empty if it lies outside the module. */
    static Optional<Long> pointer(AddressMap map, long address) {
        return map.find(address, POINTER).map(found -> found.memory().get64(found.offset()));
    }
}
