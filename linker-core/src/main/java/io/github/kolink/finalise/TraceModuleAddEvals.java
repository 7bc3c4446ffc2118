// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import io.github.kolink.layout.PlacedModule;

/**
 * {@code trace_module_add_evals}, the {@code trace_module_notify} of kernel/trace/trace.c 6.1: replaces the names of
 * enumerators in the events' format strings by their values.
 *
 * <p>Reads {@code _ftrace_eval_map} and {@code _ftrace_events}; writes the format strings; needs nothing but what is in the
 * module, but is not performed yet.
 */
final class TraceModuleAddEvals implements KernelStatePass {
    @Override
    public String kernelFunction() {
        return "trace_module_add_evals";
    }

    @Override
    public boolean isNotifier() {
        return true;
    }

    @Override
    public String needs() {
        return "a later version of kolink";
    }

    @Override
    public void dependentPlaces(PlacedModule placed, Places out) {
        if (TableSection.of(placed, "_ftrace_eval_map", 1).isEmpty()) {
            return;
        }
        for (TraceEvent event : TraceEvent.of(placed, out.map())) {
            TraceEvent.pointer(out.map(), event.format()).ifPresent(text -> out.add(text, lengthOf(out.map(), text)));
        }
    }

    /** Length of the string at an address, without its end [bytes]. */
    private static long lengthOf(AddressMap map, long address) {
        return map.find(address)
                .map(found -> {
                    long end = found.offset();
                    while (end < found.memory().length() && found.memory().get8(end) != 0) {
                        end++;
                    }
                    return end - found.offset();
                })
                .orElse(0L);
    }
}
