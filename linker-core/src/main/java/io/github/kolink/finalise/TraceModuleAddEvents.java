// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import io.github.kolink.layout.PlacedModule;

/**
 * {@code trace_module_add_events}, the {@code trace_module_notify} of kernel/trace/trace_events.c 6.1: registers the
 * module's trace events.
 *
 * <p>Reads {@code _ftrace_events}; writes in each event its list links, its number, its module and flags, in its class the
 * head of the list of fields, and the missing functions of its {@code trace_event_functions}; needs addresses of the heap
 * and the history of loads, which decides the numbers.
 */
final class TraceModuleAddEvents implements KernelStatePass {
    private static final int LINKS = 16;
    private static final int NODE_LIST_AND_TYPE = 36;
    private static final int FUNCTIONS = 32;

    @Override
    public String kernelFunction() {
        return "trace_module_add_events";
    }

    @Override
    public String needs() {
        return "lists on the kernel's heap and the number of events registered before";
    }

    @Override
    public void dependentPlaces(PlacedModule placed, Places out) {
        TraceEvents.forEach(placed, event -> {
            out.add(event + TraceEvents.LIST, LINKS);
            out.add(event + TraceEvents.EVENT_NODE, NODE_LIST_AND_TYPE);
            out.add(event + TraceEvents.MODULE, Long.BYTES);
            out.add(event + TraceEvents.FLAGS, Integer.BYTES);
            TraceEvents.pointer(out.map(), event + TraceEvents.CLASS)
                    .ifPresent(known -> out.add(known + TraceEvents.CLASS_FIELDS, LINKS));
            TraceEvents.pointer(out.map(), event + TraceEvents.EVENT_FUNCS)
                    .ifPresent(functions -> out.add(functions, FUNCTIONS));
        });
    }
}
