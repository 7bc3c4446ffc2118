// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.PlacedModule;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * {@code trace_module_add_evals}, the {@code trace_module_notify} of kernel/trace/trace.c 6.1: replaces the names of
 * enumerators in the events' format strings by their values.
 *
 * <p>Reads {@code _ftrace_eval_map} and {@code _ftrace_events}; writes the format strings; needs nothing but what is in the
 * module. A name belongs to an event if both point to one string that names the system ({@code trace_event_update_all},
 * kernel/trace/trace_events.c 6.1 compares the pointers). That string is static in the file that defines the events
 * (include/trace/stages/init.h), so neither the maps of other modules nor those of the kernel concern a module's events; later
 * stable kernels do not even look. The kernel makes no events of a module whose license is not GPL compatible
 * ({@code trace_module_has_bad_taint}).
 */
final class TraceModuleAddEvals implements FinalisePass {
    private static final String TABLE = "_ftrace_eval_map";
    private static final int NAME = 8;
    private static final int VALUE = 16;

    /** An entry of the table: which system's events it concerns, what is replaced, by what. */
    private record Eval(long system, String name, long value) {}

    @Override
    public String kernelFunction() {
        return "trace_module_add_evals";
    }

    @Override
    public boolean isNotifier() {
        return true;
    }

    @Override
    public void run(PlacedModule placed, KernelTarget target, Findings findings) {
        if (!placed.module().info().isGplCompatible()) {
            return;
        }
        AddressMap map = new AddressMap(placed);
        List<Eval> evals = evals(placed, map);
        if (evals.isEmpty()) {
            return;
        }
        List<TraceEvent> events = new ArrayList<>(TraceEvent.of(placed, map));
        // The last one registered is the first of the kernel's list.
        Collections.reverse(events);
        for (TraceEvent event : events) {
            Optional<Long> system = TraceEvent.pointer(map, event.address() + TraceEvent.CLASS)
                    .flatMap(known -> TraceEvent.pointer(map, known));
            Optional<PrintFormat> format = TraceEvent.pointer(map, event.format())
                    .flatMap(map::find)
                    .map(found -> new PrintFormat(found.memory(), found.offset()));
            if (system.isPresent() && format.isPresent()) {
                for (Eval eval : evals) {
                    if (eval.system() == system.get()) {
                        format.get().replace(eval.name(), eval.value());
                    }
                }
            }
        }
    }

    /** The table's entries; one that is not whole in the module is left out. */
    private static List<Eval> evals(PlacedModule placed, AddressMap map) {
        List<Eval> evals = new ArrayList<>();
        TableSection.of(placed, TABLE, TraceEvent.POINTER).ifPresent(table -> {
            for (int entry = 0; entry < table.count(); entry++) {
                long eval = table.memory().get64(table.at(entry));
                Optional<Long> system = TraceEvent.pointer(map, eval);
                Optional<String> name = TraceEvent.pointer(map, eval + NAME).flatMap(text -> text(map, text));
                Optional<Long> value = TraceEvent.pointer(map, eval + VALUE);
                if (system.isPresent() && name.isPresent() && value.isPresent()) {
                    evals.add(new Eval(system.get(), name.get(), value.get()));
                }
            }
        });
        return evals;
    }

    private static Optional<String> text(AddressMap map, long address) {
        return map.find(address).map(found -> {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            for (long at = found.offset(); found.memory().holds(at, 1); at++) {
                int c = found.memory().get8(at);
                if (c == 0) {
                    break;
                }
                text.write(c);
            }
            return text.toString(StandardCharsets.ISO_8859_1);
        });
    }
}
