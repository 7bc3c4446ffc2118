// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import static io.github.kolink.elf.ElfConstants.SHF_EXECINSTR;

import io.github.kolink.elf.SymbolTable;
import io.github.kolink.finalise.AddressMap;
import io.github.kolink.finalise.TableSection;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.symbols.KernelSymbol;
import java.util.OptionalLong;

/**
 * Are the keys of a module's static calls keys? One that is code must be a trampoline of the kernel, which knows its key
 * ({@code static_call_add_module}, {@code tramp_key_lookup}, kernel/static_call_inline.c 6.1, 7.3).
 */
record StaticCallKeys(PlacedModule placed, KernelTarget target) {
    private static final String TRAMPOLINE = "__SCT__";

    void check(TableSection table, Findings findings) {
        OptionalLong start = address("_stext");
        OptionalLong end = address("_etext");
        if (start.isEmpty() || end.isEmpty()) {
            return;
        }
        AddressMap map = new AddressMap(placed);
        for (int entry = 0; entry < table.count(); entry++) {
            long key = table.target32(entry, StaticCallAddModule.KEY) & ~StaticCallAddModule.FLAGS;
            boolean kernel =
                    Long.compareUnsigned(key, start.getAsLong()) >= 0 && Long.compareUnsigned(key, end.getAsLong()) < 0;
            if ((kernel && !isTrampoline(key)) || isOwnCode(map, key)) {
                refuse(table, entry, key, findings);
                return;
            }
        }
    }

    private OptionalLong address(String name) {
        return target.snapshot().symbols().find(name).stream()
                .map(KernelSymbol::address)
                .filter(OptionalLong::isPresent)
                .findFirst()
                .orElse(OptionalLong.empty());
    }

    private boolean isTrampoline(long key) {
        return target.snapshot()
                .symbols()
                .nearest(key)
                .filter(symbol ->
                        symbol.address().orElse(0) == key && symbol.name().startsWith(TRAMPOLINE))
                .isPresent();
    }

    private boolean isOwnCode(AddressMap map, long key) {
        return map.find(key)
                .filter(found -> placed.sections().get(found.section()).has(SHF_EXECINSTR))
                .isPresent();
    }

    private void refuse(TableSection table, int entry, long key, Findings findings) {
        findings.add(Finding.of(
                        FindingCode.STATIC_CALL_KEY,
                        placed.module().file().name(),
                        "the key at 0x" + Long.toHexString(key) + " is code, and no trampoline the kernel knows")
                .at(".static_call_sites", table.at(entry))
                .kernelSays("Failed to fixup __raw_static_call() usage at: " + symbol(table.target32(entry, 0))
                        + "\nFailed to allocate memory for static calls"));
    }

    /** The symbol at or before an address, as {@code %ps} tells it ({@code find_kallsyms_symbol}, kernel/module/kallsyms.c). */
    private String symbol(long address) {
        SymbolTable symbols = placed.module().symbols();
        String best = "";
        long bestValue = 0;
        for (int symbol = 1; symbol < symbols.count(); symbol++) {
            int section = symbols.definingSection(symbol);
            if (section > 0 && placed.layout().placement(section).isPresent()) {
                long value = placed.address(section) + symbols.value(symbol);
                String name = symbols.name(symbol).orElse("");
                if (!name.isEmpty()
                        && Long.compareUnsigned(value, address) <= 0
                        && Long.compareUnsigned(value, bestValue) > 0) {
                    best = name;
                    bestValue = value;
                }
            }
        }
        return best.isEmpty()
                ? "0x" + Long.toHexString(address)
                : best + " [" + placed.module().name() + "]";
    }
}
