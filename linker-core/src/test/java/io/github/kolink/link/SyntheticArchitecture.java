// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.elf.RelocationTable;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.SectionMemory;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.relocate.FieldRelocator;
import io.github.kolink.relocate.KernelMessages;
import io.github.kolink.relocate.MemoryModel;
import io.github.kolink.relocate.Outcomes;
import io.github.kolink.relocate.RelocationCatalogue;
import io.github.kolink.relocate.RelocationOutcome;
import io.github.kolink.relocate.Relocator;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * An architecture that exists in tests only, so that the core is tested without any plug-in: one type per width and
 * check, REL and RELA, any class and byte order.
 *
 * @param machine class and byte order
 */
public record SyntheticArchitecture(ElfMachine machine) implements Architecture {
    /** Where its kernels put modules. */
    public static final long MODULE_AREA = 0xffffffffc0000000L;

    /** Where its kernels put per-CPU data. */
    public static final long PERCPU = 0x40000;

    /** {@code e_machine} of its 64-bit little-endian files. */
    public static final int LITTLE64 = 62;

    /** {@code e_machine} of its 32-bit big-endian files. */
    public static final int BIG32 = 4;

    public static final int NONE = 0;
    public static final int WORD = 1;
    public static final int WORD32 = 2;
    public static final int REL32 = 3;
    public static final int LOOSE32 = 4;
    public static final int GOT = 5;

    private static final RelocationCatalogue TYPES =
            RelocationCatalogue.load(SyntheticArchitecture.class, "relocations.csv");
    private static final KernelMessages MESSAGES =
            KernelMessages.load(SyntheticArchitecture.class, "kernel-messages.csv");

    /** 64-bit, little-endian. */
    public static SyntheticArchitecture little64() {
        return new SyntheticArchitecture(new ElfMachine(LITTLE64, true, ByteOrder.LITTLE_ENDIAN));
    }

    /** 32-bit, big-endian. */
    public static SyntheticArchitecture big32() {
        return new SyntheticArchitecture(new ElfMachine(BIG32, false, ByteOrder.BIG_ENDIAN));
    }

    @Override
    public String name() {
        return "synthetic";
    }

    @Override
    public MemoryModel memoryModel(OptionalLong kernelText) {
        return new MemoryModel(4096, machine.truncate(MODULE_AREA), 1L << 30, PERCPU);
    }

    @Override
    public RelocationCatalogue types() {
        return TYPES;
    }

    @Override
    public KernelMessages messages() {
        return MESSAGES;
    }

    @Override
    public Set<KernelFact> usualFacts() {
        return Set.of(
                KernelFact.SMP,
                KernelFact.STRICT_MODULE_RWX,
                KernelFact.KALLSYMS,
                KernelFact.KALLSYMS_ALL,
                KernelFact.MODULE_UNLOAD);
    }

    @Override
    public boolean takes(int sectionType) {
        return machine.is64() ? sectionType == ElfConstants.SHT_RELA : true;
    }

    @Override
    public boolean ignoresUndefined(String symbol) {
        return symbol.equals("_GLOBAL_OFFSET_TABLE_");
    }

    @Override
    public Optional<FieldRelocator> fieldRelocator(KernelFacts facts) {
        Relocator relocator = relocator();
        return Optional.of(new FieldRelocator() {
            @Override
            public int width(int type) {
                return type == NONE || type > LOOSE32 ? 0 : fieldWidth(type);
            }

            @Override
            public void apply(RelocationTable table, long[] symbols, SectionMemory target, Outcomes out) {
                relocator.apply(table, symbols, target, out);
            }
        });
    }

    private static int fieldWidth(int type) {
        return type == WORD ? 8 : 4;
    }

    @Override
    public Relocator relocator(PlacedModule placed, KernelFacts facts) {
        return relocator();
    }

    private Relocator relocator() {
        return (table, symbols, target, out) -> {
            for (int entry = 0; entry < table.count(); entry++) {
                RelocationOutcome outcome = apply(table, entry, symbols, target);
                if (outcome != RelocationOutcome.APPLIED) {
                    out.report(entry, outcome, value(table, entry, symbols, target));
                }
            }
        };
    }

    private long value(RelocationTable table, int entry, long[] symbols, SectionMemory target) {
        int symbol = table.symbol(entry);
        long s = symbol >= 0 && symbol < symbols.length ? symbols[symbol] : 0;
        long p = target.address() + table.offset(entry);
        boolean inField = !table.hasAddend() && target.holds(table.offset(entry), 4);
        long a = inField ? target.get32(table.offset(entry)) : table.addend(entry);
        return switch (table.type(entry)) {
            case REL32, LOOSE32 -> s + a - p;
            default -> s + a;
        };
    }

    private RelocationOutcome apply(RelocationTable table, int entry, long[] symbols, SectionMemory target) {
        int type = table.type(entry);
        if (type == NONE) {
            return RelocationOutcome.APPLIED;
        }
        int width = fieldWidth(type);
        int symbol = table.symbol(entry);
        if (!target.holds(table.offset(entry), width) || symbol < 0 || symbol >= symbols.length) {
            return RelocationOutcome.OUT_OF_BOUNDS;
        }
        long value = value(table, entry, symbols, target);
        long at = table.offset(entry);
        switch (type) {
            case WORD:
                target.put64(at, value);
                return RelocationOutcome.APPLIED;
            case WORD32:
                target.put32(at, (int) value);
                return RelocationOutcome.APPLIED;
            case REL32:
                target.put32(at, (int) value);
                return machine.is64() && value != (int) value ? RelocationOutcome.OVERFLOW : RelocationOutcome.APPLIED;
            case LOOSE32:
                target.put32(at, (int) value);
                return machine.is64() && value != (int) value
                        ? RelocationOutcome.APPLIED_OUT_OF_RANGE
                        : RelocationOutcome.APPLIED;
            default:
                return RelocationOutcome.UNKNOWN_TYPE;
        }
    }
}
