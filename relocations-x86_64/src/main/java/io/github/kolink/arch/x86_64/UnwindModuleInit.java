// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import io.github.kolink.finalise.FinalisePass;
import io.github.kolink.finalise.KernelSort;
import io.github.kolink.finalise.TableSection;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.PlacedModule;
import java.util.Optional;

/**
 * {@code unwind_module_init} (arch/x86/kernel/unwind_orc.c 6.1): sorts the unwinder's tables by the address they describe.
 *
 * <p>Reads and writes {@code .orc_unwind_ip}, a distance an entry, and in step with it {@code .orc_unwind}, whose entries
 * are two offsets of 16 bits and a word of flags; needs nothing.
 */
final class UnwindModuleInit implements FinalisePass {
    private static final String ADDRESSES = ".orc_unwind_ip";
    private static final int ADDRESS_SIZE = 4;
    private static final int ENTRY_SIZE = 6;
    private static final int FLAGS = 4;

    /** "Undefined" is a type of its own, not a register without the mark of a last frame (arch/x86/include/asm/orc_types.h 6.4). */
    private static final KernelFact UNDEFINED_TYPE = KernelFact.since("6.4");

    @Override
    public String kernelFunction() {
        return "unwind_module_init";
    }

    /** The kernel warns of a difference and sorts as many entries as there are addresses. */
    @Override
    public void check(PlacedModule placed, KernelTarget target, Findings findings) {
        Optional<TableSection> addresses = TableSection.of(placed, ADDRESSES, ADDRESS_SIZE);
        Optional<TableSection> entries = TableSection.of(placed, ".orc_unwind", ENTRY_SIZE);
        if (addresses.isPresent()
                && entries.isPresent()
                && addresses.get().count() != entries.get().count()) {
            boolean beyond = addresses.get().count() > entries.get().count();
            findings.add(Finding.of(
                            beyond ? FindingCode.PASS_TABLE_DAMAGED : FindingCode.PASS_COMPLAINS,
                            placed.module().name(),
                            addresses.get().count() + " addresses for "
                                    + entries.get().count() + " entries")
                    .in(ADDRESSES));
        }
    }

    @Override
    public void run(PlacedModule placed, KernelTarget target, Findings findings) {
        Optional<TableSection> addresses = TableSection.of(placed, ADDRESSES, ADDRESS_SIZE);
        Optional<TableSection> entries = TableSection.of(placed, ".orc_unwind", ENTRY_SIZE);
        if (addresses.isEmpty()
                || entries.isEmpty()
                || addresses.get().count() != entries.get().count()) {
            return;
        }
        KernelSort.of(target.facts())
                .sort(
                        new Orc(addresses.get(), entries.get(), target.facts().has(UNDEFINED_TYPE)),
                        addresses.get().count());
    }

    private record Orc(TableSection addresses, TableSection entries, boolean typed) implements KernelSort.Table {
        @Override
        public int compare(int left, int right) {
            int order = Long.compareUnsigned(addresses.target32(left, 0), addresses.target32(right, 0));
            return order != 0 ? order : isTerminator(left) ? -1 : 1;
        }

        /** Flags up to 6.3: register in bits 3:0, last frame in bit 10; later: type in bits 10:8. */
        private boolean isTerminator(int entry) {
            int flags = entries.memory().get16(entries.at(entry) + FLAGS);
            return typed ? (flags >> 8 & 7) == 0 : (flags & 0xf) == 0 && (flags >> 10 & 1) == 0;
        }

        @Override
        public void swap(int one, int other) {
            addresses.swap(one, other, 0);
            entries.swap(one, other);
        }
    }
}
