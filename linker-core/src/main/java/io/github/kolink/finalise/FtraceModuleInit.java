// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.SectionMemory;
import java.util.Optional;

/**
 * {@code ftrace_module_init} (kernel/trace/ftrace.c 6.1): sorts the list of call sites by address and makes each site idle.
 *
 * <p>Reads and writes the list, writes the sites; needs nothing. A site that does not hold what the compiler puts there is
 * left alone and told: {@code ftrace_bug} warns and the load goes on.
 */
public final class FtraceModuleInit implements FinalisePass {
    private static final int POINTER = 8;

    private final String section;
    private final CallSite site;

    /** What an idle call site looks like. */
    @FunctionalInterface
    public interface CallSite {
        /**
         * Makes a site idle.
         *
         * @param code the section it is in
         * @param offset [bytes into the section]
         * @return false if the site is none; nothing is written then
         */
        boolean idle(SectionMemory code, long offset);
    }

    /**
     * The pass of an architecture with 64-bit addresses.
     *
     * @param section name of the list
     * @param site its call sites
     */
    public FtraceModuleInit(String section, CallSite site) {
        this.section = section;
        this.site = site;
    }

    @Override
    public String kernelFunction() {
        return "ftrace_module_init";
    }

    @Override
    public void run(PlacedModule placed, KernelTarget target, Findings findings) {
        Optional<TableSection> list = TableSection.of(placed, section, POINTER);
        if (list.isEmpty()) {
            return;
        }
        TableSection table = list.get();
        KernelSort.of(target.facts()).sort(new Sites(table), table.count());
        AddressMap map = new AddressMap(placed);
        for (int entry = 0; entry < table.count(); entry++) {
            long address = table.memory().get64(table.at(entry));
            Optional<AddressMap.Found> code = map.find(address);
            // The kernel passes over empty entries.
            if (address != 0
                    && code.filter(found -> site.idle(found.memory(), found.offset()))
                            .isEmpty()) {
                findings.add(Finding.of(
                                FindingCode.PASS_COMPLAINS,
                                placed.module().name(),
                                "no call site at 0x" + Long.toHexString(address)
                                        + ": the kernel warns, and switches function tracing off")
                        .at(section, table.at(entry)));
            }
        }
    }

    private record Sites(TableSection table) implements KernelSort.Table {
        @Override
        public int compare(int left, int right) {
            return Long.compareUnsigned(
                    table.memory().get64(table.at(left)), table.memory().get64(table.at(right)));
        }

        @Override
        public void swap(int one, int other) {
            table.swap(one, other);
        }
    }
}
