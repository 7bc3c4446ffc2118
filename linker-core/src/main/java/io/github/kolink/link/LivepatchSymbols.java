// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import static io.github.kolink.elf.ElfConstants.SHN_LIVEPATCH;

import io.github.kolink.elf.RelocationTable;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.symbols.KernelSymbol;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The symbols of a livepatch's relocation sections for the kernel itself ({@code klp_apply_section_relocs}, {@code
 * klp_resolve_symbols}, kernel/livepatch/core.c 6.1, 6.12, 7.3). Sections for other modules are applied when those are
 * patched, not when the livepatch is loaded.
 */
final class LivepatchSymbols {
    private static final Pattern SECTION = Pattern.compile("\\.klp\\.rela\\.([^.]{1,55}).*", Pattern.DOTALL);
    private static final Pattern SYMBOL =
            Pattern.compile("\\.klp\\.sym\\.([^.]{1,55})\\.([^,]{1,511}),\\s*(\\d+).*", Pattern.DOTALL);
    private static final String VMLINUX = "vmlinux";
    /** Says where the symbol is used (kernel/livepatch/core.c: not in 6.12.117, in 7.3). */
    private static final KernelFact TELLS_PLACE = KernelFact.since("7.3");

    private final PlacedModule placed;
    private final KernelTarget target;
    private final long[] values;
    private final Findings findings;

    /**
     * A livepatch's symbols.
     *
     * @param values S by symbol index, written here
     */
    LivepatchSymbols(PlacedModule placed, KernelTarget target, long[] values, Findings findings) {
        this.placed = placed;
        this.target = target;
        this.values = values;
        this.findings = findings;
    }

    /** Whether the section's name names an object; a refusal is told. */
    boolean isNamed(SectionHeader section) {
        boolean named = SECTION.matcher(section.name()).matches();
        if (!named) {
            refuse(
                    FindingCode.LIVEPATCH_SECTION_NAME,
                    section,
                    "a livepatch's relocation sections are called .klp.rela.OBJECT.SECTION",
                    "section " + section.name() + " has an incorrectly formatted name");
        }
        return named;
    }

    /** Whether the section is applied when the module is loaded and all its symbols are known; refusals are told. */
    boolean resolve(SectionHeader section, RelocationTable table) {
        Matcher name = SECTION.matcher(section.name());
        if (!isNamed(section) || !name.matches()) {
            return false;
        }
        if (!name.group(1).equals(VMLINUX)) {
            return false;
        }
        for (int entry = 0; entry < table.count(); entry++) {
            if (!resolve(section, table, entry)) {
                return false;
            }
        }
        placed.storeSymbolValues(values);
        return true;
    }

    private boolean resolve(SectionHeader section, RelocationTable table, int entry) {
        SymbolTable symbols = placed.module().symbols();
        int symbol = table.symbol(entry);
        if (symbol < 0 || symbol >= symbols.count()) {
            refuse(
                    FindingCode.RELOC_OUT_OF_BOUNDS,
                    section,
                    "symbol " + Integer.toUnsignedString(symbol) + " of " + symbols.count()
                            + ": the kernel would read outside the module",
                    "");
            return false;
        }
        String text = symbols.name(symbol).orElse("");
        if (symbols.rawSectionIndex(symbol) != SHN_LIVEPATCH) {
            String place = target.facts().has(TELLS_PLACE) ? " at rela sec " + symbols.section() + " idx " + entry : "";
            refuse(
                    FindingCode.LIVEPATCH_SYMBOL,
                    section,
                    "symbol " + symbol + " has section index " + symbols.rawSectionIndex(symbol) + ", must be 0xff20",
                    "symbol " + text + place + " is not marked as a livepatch symbol");
            return false;
        }
        Matcher parts = SYMBOL.matcher(text);
        if (!parts.matches()) {
            refuse(
                    FindingCode.LIVEPATCH_SYMBOL,
                    section,
                    "a livepatch's symbols are called .klp.sym.OBJECT.NAME,POSITION",
                    "symbol " + text + " has an incorrectly formatted name");
            return false;
        }
        boolean ofKernel = parts.group(1).equals(VMLINUX);
        return look(section, symbol, ofKernel ? "" : parts.group(1), parts.group(2), parts.group(3));
    }

    /** {@code klp_find_object_symbol}. */
    private boolean look(SectionHeader section, int symbol, String owner, String name, String digits) {
        if (!target.snapshot().hasAddresses()
                || !target.snapshot().hasDataSymbols()
                || (!owner.isEmpty() && target.snapshot().symbols().find(name).isEmpty())) {
            findings.add(Finding.of(
                            FindingCode.MODULE_LIVEPATCH,
                            placed.module().file().name(),
                            "the snapshot cannot tell whether " + (owner.isEmpty() ? "the kernel" : owner) + " has "
                                    + name + ": add the kernel's image or its kallsyms")
                    .in(section.name())
                    .about(name));
            return false;
        }
        List<KernelSymbol> found = target.snapshot().symbols().find(name).stream()
                .filter(each -> each.owner().equals(owner) && each.address().isPresent())
                .toList();
        long position = digits.length() > 9 ? Long.MAX_VALUE : Long.parseLong(digits);
        Optional<String> refusal = refusal(found.size(), position, name, owner);
        if (refusal.isPresent()) {
            refuse(
                    FindingCode.LIVEPATCH_NOT_FOUND,
                    section,
                    "the kernel has the symbol " + found.size() + " times, the patch wants number " + digits,
                    refusal.get());
            return false;
        }
        values[symbol] = found.get((int) Math.max(0, position - 1)).address().orElseThrow();
        return true;
    }

    private static Optional<String> refusal(int found, long position, String name, String owner) {
        if (found == 0) {
            return Optional.of("symbol '" + name + "' not found in symbol table");
        }
        if (found > 1 && position == 0) {
            return Optional.of("unresolvable ambiguity for symbol '" + name + "' in object '"
                    + (owner.isEmpty() ? "(null)" : owner) + "'");
        }
        return position > found
                ? Optional.of("symbol position " + position + " for symbol '" + name + "' in object '"
                        + (owner.isEmpty() ? VMLINUX : owner) + "' not found")
                : Optional.empty();
    }

    private void refuse(FindingCode code, SectionHeader section, String detail, String words) {
        findings.add(Finding.of(code, placed.module().file().name(), detail)
                .in(section.name())
                .kernelSays(words.isEmpty() ? "" : "livepatch: " + words));
    }
}
