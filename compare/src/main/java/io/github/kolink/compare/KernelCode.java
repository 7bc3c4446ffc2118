// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import static io.github.kolink.elf.ElfConstants.SHF_EXECINSTR;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.finalise.CodeAddresses;
import io.github.kolink.module.KernelModule;
import io.github.kolink.symbols.KernelSymbol;
import io.github.kolink.symbols.KernelSymbolTable;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** The code of a captured kernel, by its symbols and those of its modules. */
final class KernelCode implements CodeAddresses {
    /** Letters of symbols of code. */
    private static final String CODE = "TtWw";

    private final KernelSymbolTable kernel;
    private final long[] addresses;

    private KernelCode(KernelSymbolTable kernel, long[] addresses) {
        this.kernel = kernel;
        this.addresses = addresses;
    }

    /** Collects symbols. */
    static final class Builder {
        private final LongStream.Builder addresses = LongStream.builder();

        /** Adds the symbols of a kernel's list that are code, whoever owns them. */
        void add(KernelSymbolTable symbols) {
            for (int index = 0; index < symbols.size(); index++) {
                KernelSymbol symbol = symbols.symbol(index);
                if (CODE.indexOf(symbol.type()) >= 0) {
                    symbol.address().ifPresent(addresses::add);
                }
            }
        }

        /** Adds the symbols of a module that are code. */
        void add(KernelModule module, CapturedAddresses where) {
            List<SectionHeader> sections = module.file().sections();
            long[] bases = new long[sections.size()];
            for (SectionHeader section : sections) {
                if (section.has(SHF_EXECINSTR)) {
                    bases[section.index()] = where.find(section)
                            .map(captured -> captured.address())
                            .orElse(0L);
                }
            }
            SymbolTable symbols = module.symbols();
            for (int symbol = 1; symbol < symbols.count(); symbol++) {
                int section = symbols.definingSection(symbol);
                if (section > 0 && section < bases.length && bases[section] != 0) {
                    addresses.add(bases[section] + symbols.value(symbol));
                }
            }
        }

        /** What is known now. */
        KernelCode of(KernelSymbolTable kernel) {
            add(kernel);
            long[] sorted = addresses.build().toArray();
            Arrays.sort(sorted);
            return new KernelCode(kernel, sorted);
        }
    }

    @Override
    public boolean mayBegin(long address) {
        return Arrays.binarySearch(addresses, address) >= 0;
    }

    @Override
    public boolean is(String name, long address) {
        return kernel.find(name).stream()
                .map(KernelSymbol::address)
                .anyMatch(known -> known.equals(OptionalLong.of(address)));
    }

    @Override
    public boolean has(String name) {
        return !kernel.find(name).isEmpty();
    }
}
