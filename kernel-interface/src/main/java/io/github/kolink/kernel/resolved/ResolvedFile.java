// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.resolved;

import static io.github.kolink.elf.ElfConstants.SHN_ABS;

import io.github.kolink.elf.ElfMachine;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.module.ModuleImport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A module's file with imports made absolute: {@code simplify_symbols} has nothing to do for {@code SHN_ABS}
 * (kernel/module/main.c, 6.1). Two fields of each such symbol are written, the appended signature is gone, because the kernel
 * refuses a signature that does not fit even where it asks for none; every other byte is the file's.
 *
 * @param name of the module
 * @param bytes for {@code init_module}
 * @param absolute names that were given an address
 * @param left names that the kernel resolves
 */
public record ResolvedFile(String name, ByteBuffer bytes, List<String> absolute, List<String> left) {
    /**
     * Resolves a module's imports.
     *
     * @param file the module
     * @param rule which imports get an address
     * @return the changed file
     */
    public static ResolvedFile of(ModuleFile file, ImportRule rule) {
        KernelModule module = KernelModule.of(file.elf());
        ElfMachine machine = module.file().machine();
        ByteBuffer bytes = ByteBuffer.wrap(file.bytes().clone()).order(machine.order());
        List<String> absolute = new ArrayList<>();
        List<String> left = new ArrayList<>();
        SectionHeader table = module.file().sections().get(module.symbols().section());
        for (ModuleImport imported : module.imports()) {
            OptionalLong address = rule.address(imported);
            if (address.isPresent()) {
                int at = (int) table.offset() + imported.symbol() * machine.symbolSize();
                if (machine.is64()) {
                    bytes.putShort(at + 6, (short) SHN_ABS).putLong(at + 8, address.getAsLong());
                } else {
                    bytes.putShort(at + 14, (short) SHN_ABS).putInt(at + 4, (int) address.getAsLong());
                }
            }
            (address.isPresent() ? absolute : left).add(imported.name());
        }
        return new ResolvedFile(module.name(), bytes, absolute, left);
    }

    /**
     * The file.
     *
     * @return a copy
     */
    public byte[] copy() {
        byte[] copy = new byte[bytes.capacity()];
        bytes.duplicate().rewind().get(copy);
        return copy;
    }
}
