// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

import static io.github.kolink.elf.ElfConstants.SHF_WRITE;

import io.github.kolink.layout.PlacedModule;

/**
 * {@code parse_args} (kernel/params.c 6.1): stores the parameters a module is loaded with.
 *
 * <p>Reads {@code __param}; writes the variables it lists; needs the parameters. Nothing is set here: the image is the one
 * before. Whether the kernel takes the parameters is a question of the load check, which reads the same table.
 */
final class ParseArgs implements KernelStatePass {
    @Override
    public String kernelFunction() {
        return "parse_args";
    }

    @Override
    public String needs() {
        return "the parameters the module was loaded with";
    }

    @Override
    public void dependentPlaces(PlacedModule placed, Places out) {
        ParameterTable.of(placed).ifPresent(table -> {
            ObjectSizes objects = new ObjectSizes(placed);
            for (int entry = 0; entry < table.count(); entry++) {
                long address = table.argument(entry);
                // Strings and arrays are described by a structure in read-only data, which is not written.
                out.map()
                        .find(address)
                        .filter(found -> placed.sections().get(found.section()).has(SHF_WRITE))
                        .ifPresent(found -> out.add(address, objects.sizeAt(address)));
            }
        });
    }
}
