// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import io.github.kolink.elf.RelocationTable;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.elf.SymbolTable;
import io.github.kolink.symbols.ReferenceModule;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads from a module of a kernel what that kernel expects of all modules. */
final class ReferenceReader {
    private final KernelModule module;
    private OptionalInt init = OptionalInt.empty();
    private OptionalInt exit = OptionalInt.empty();

    private ReferenceReader(KernelModule module) {
        this.module = module;
    }

    static Optional<ReferenceModule> read(KernelModule module) {
        return new ReferenceReader(module).read();
    }

    private Optional<ReferenceModule> read() {
        return module.allocated(KernelModule.THIS_MODULE).map(section -> {
            module.relocationSections().stream()
                    .filter(relocations -> relocations.info() == section.index())
                    .forEach(this::pointers);
            return new ReferenceModule(
                    module.name(),
                    module.info().first("vermagic").orElse(""),
                    (int) Math.min(Integer.MAX_VALUE, section.size()),
                    init,
                    exit);
        });
    }

    /** modpost lets init and exit point to functions of fixed names. */
    private void pointers(SectionHeader section) {
        RelocationTable table = module.file().relocations(section);
        SymbolTable symbols = module.symbols();
        for (int entry = 0; entry < table.count(); entry++) {
            int symbol = table.symbol(entry);
            if (symbol >= 0 && symbol < symbols.count()) {
                String name = symbols.name(symbol).orElse("");
                if (name.equals("init_module")) {
                    init = OptionalInt.of((int) table.offset(entry));
                } else if (name.equals("cleanup_module")) {
                    exit = OptionalInt.of((int) table.offset(entry));
                }
            }
        }
    }
}
