// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelTarget;
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
    private static final int FUNCTIONS = 32;

    @Override
    public String kernelFunction() {
        return "trace_module_add_events";
    }

    @Override
    public boolean isNotifier() {
        return true;
    }

    @Override
    public String needs() {
        return "lists on the kernel's heap and the number of events registered before";
    }

    /** The kernel puts each event the table names into its list. */
    @Override
    public void check(PlacedModule placed, KernelTarget target, Findings findings) {
        AddressMap map = new AddressMap(placed);
        TableSection.of(placed, TraceEvent.TABLE, TraceEvent.POINTER).ifPresent(table -> {
            for (int entry = 0; entry < table.count(); entry++) {
                long event = table.memory().get64(table.at(entry));
                if (map.find(event, LINKS).isEmpty()) {
                    findings.add(Finding.of(
                                    FindingCode.PASS_TARGET_OUTSIDE,
                                    placed.module().name(),
                                    "the event at 0x" + Long.toHexString(event) + " lies outside the module")
                            .at(TraceEvent.TABLE, table.at(entry)));
                }
            }
        });
    }

    @Override
    public void dependentPlaces(PlacedModule placed, Places out) {
        for (TraceEvent event : TraceEvent.of(placed, out.map())) {
            out.add(event.address(), LINKS);
            out.add(event.address() + TraceEvent.NODE, event.type() - event.address() - TraceEvent.NODE);
            out.add(event.type(), Integer.BYTES);
            out.add(event.module(), Long.BYTES);
            out.add(event.address() + event.flags(), Integer.BYTES);
            TraceEvent.pointer(out.map(), event.address() + TraceEvent.CLASS)
                    .ifPresent(known -> out.add(known + TraceEvent.CLASS_FIELDS, LINKS));
            TraceEvent.pointer(out.map(), event.address() + event.functions())
                    .ifPresent(functions -> out.add(functions, FUNCTIONS));
        }
    }
}
