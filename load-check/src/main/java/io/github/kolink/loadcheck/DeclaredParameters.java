// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.RelocationTable;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.finalise.AddressMap;
import io.github.kolink.finalise.ParameterTable;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.SectionMemory;
import java.util.Optional;

/** The parameters of a relocated module, with what its pointers lead to. */
final class DeclaredParameters {
    /** {@code KERNEL_PARAM_OPS_FL_NOARG}. */
    private static final int NO_ARGUMENT = 1;

    private final PlacedModule placed;
    private final AddressMap map;
    private final Optional<ParameterTable> table;
    private final int section;

    /**
     * Who sets a parameter.
     *
     * @param known the kernel's own setter; empty if it is code of a module
     * @param takesNoValue whether a name without a value is taken; empty if that cannot be read
     */
    record Setter(Optional<ParameterSetter> known, Optional<Boolean> takesNoValue) {}

    DeclaredParameters(PlacedModule placed) {
        this.placed = placed;
        this.map = new AddressMap(placed);
        this.table = ParameterTable.of(placed);
        this.section = placed.module()
                .allocated(ParameterTable.SECTION)
                .map(SectionHeader::index)
                .orElse(0);
    }

    int count() {
        return table.map(ParameterTable::count).orElse(0);
    }

    /** The name; empty if its text is not in the module. */
    Optional<String> name(int entry) {
        return table.flatMap(parameters -> text(parameters.name(entry)));
    }

    int flags(int entry) {
        return table.map(parameters -> parameters.flags(entry)).orElse(0);
    }

    /** What the argument points to; empty if that is not in the module. */
    Optional<AddressMap.Found> argument(int entry) {
        return table.flatMap(parameters -> map.find(parameters.argument(entry)));
    }

    /** Who sets the parameter; empty if the pointer leads nowhere. */
    Optional<Setter> setter(int entry) {
        return table.flatMap(
                parameters -> setter(section, parameters.operationsAt(entry), parameters.operations(entry)));
    }

    /** Who sets the elements of an array; empty if the pointer leads nowhere. */
    Optional<Setter> elementSetter(AddressMap.Found array) {
        int at = placed.module().file().machine().is64() ? 16 : 12;
        return word(array.memory(), array.offset() + at)
                .flatMap(address -> setter(array.section(), array.offset() + at, address));
    }

    /** A field of 32 bits. */
    Optional<Integer> int32(AddressMap.Found structure, int field) {
        long at = structure.offset() + field;
        return structure.memory().holds(at, 4) ? Optional.of(structure.memory().get32(at)) : Optional.empty();
    }

    private Optional<Setter> setter(int where, long offset, long address) {
        Optional<String> kernels = imported(where, offset);
        if (kernels.isPresent()) {
            Optional<ParameterSetter> known = ParameterSetter.ofOperations(kernels.get());
            return Optional.of(new Setter(known, known.map(ParameterSetter::takesNoValue)));
        }
        // Operations of the module's own may still name a setter of the kernel's.
        return map.find(address)
                .filter(found -> found.memory().holds(found.offset(), 16))
                .map(found -> {
                    long set =
                            found.offset() + (placed.module().file().machine().is64() ? 8 : 4);
                    boolean none = (found.memory().get32(found.offset()) & NO_ARGUMENT) != 0;
                    return new Setter(
                            imported(found.section(), set).flatMap(ParameterSetter::ofFunction), Optional.of(none));
                });
    }

    /** The kernel's symbol whose address relocation puts at a place. */
    private Optional<String> imported(int where, long offset) {
        SymbolTable symbols = placed.module().symbols();
        Optional<String> found = Optional.empty();
        for (SectionHeader header : placed.module().relocationSections()) {
            RelocationTable relocations = placed.module().file().relocations(header);
            if (relocations.targetSection() != where) {
                continue;
            }
            for (int entry = 0; entry < relocations.count(); entry++) {
                int symbol = relocations.symbol(entry);
                if (relocations.offset(entry) == offset
                        && relocations.addend(entry) == 0
                        && symbol > 0
                        && symbol < symbols.count()
                        && symbols.rawSectionIndex(symbol) == ElfConstants.SHN_UNDEF) {
                    found = symbols.name(symbol);
                }
            }
        }
        return found;
    }

    private Optional<Long> word(SectionMemory memory, long at) {
        boolean is64 = placed.module().file().machine().is64();
        if (!memory.holds(at, is64 ? 8 : 4)) {
            return Optional.empty();
        }
        return Optional.of(is64 ? memory.get64(at) : memory.get32(at) & 0xffffffffL);
    }

    private Optional<String> text(long address) {
        return map.find(address).flatMap(found -> {
            StringBuilder text = new StringBuilder();
            for (long at = found.offset(); at < found.memory().length(); at++) {
                int c = found.memory().get8(at);
                if (c == 0) {
                    return Optional.of(text.toString());
                }
                text.append((char) c);
            }
            return Optional.empty();
        });
    }
}
