// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import static io.github.kolink.elf.ElfConstants.SHF_EXECINSTR;

import io.github.kolink.elf.SymbolTable;
import io.github.kolink.finalise.AddressMap;
import io.github.kolink.finalise.KernelStatePass;
import io.github.kolink.finalise.Places;
import io.github.kolink.finalise.TableSection;
import io.github.kolink.layout.PlacedModule;

/**
 * {@code callthunks_patch_module_calls} (arch/x86/kernel/callthunks.c 6.2): with {@code retbleed=stuff}, calls go to a
 * thunk that is written into the padding before the function they call.
 *
 * <p>Reads {@code .call_sites}; writes the calls it lists, and the padding before functions of the module; needs the mitigation
 * in force.
 */
final class CallThunks implements KernelStatePass {
    private static final int ENTRY_SIZE = 4;
    private static final int CALL = 5;
    private static final int OPCODE = 0xe8;
    private static final int NOP = 0x90;
    /** CONFIG_FUNCTION_PADDING_BYTES of stock kernels. */
    private static final int PADDING = 16;

    @Override
    public String kernelFunction() {
        return "callthunks_patch_module_calls";
    }

    @Override
    public String needs() {
        return "the mitigation in force (retbleed=stuff)";
    }

    @Override
    public void dependentPlaces(PlacedModule placed, Places out) {
        TableSection.of(placed, ".call_sites", ENTRY_SIZE).ifPresent(table -> {
            for (int entry = 0; entry < table.count(); entry++) {
                long site = table.target32(entry, 0);
                // Calls to __fentry__ are listed too; ftrace has taken them out by now.
                out.map()
                        .find(site, CALL)
                        .filter(found -> found.memory().get8(found.offset()) == OPCODE)
                        .ifPresent(call -> out.add(site, CALL, PatchedCode::isTrackedCall));
            }
            thunks(placed, out);
        });
    }

    /** Any function may be the target of a call: of one here, or of a static call ({@code callthunks_translate_call_dest}). */
    private static void thunks(PlacedModule placed, Places out) {
        SymbolTable symbols = placed.module().symbols();
        for (int symbol = 1; symbol < symbols.count(); symbol++) {
            int section = symbols.definingSection(symbol);
            if (section > 0 && placed.sections().get(section).has(SHF_EXECINSTR)) {
                long function = placed.address(section) + symbols.value(symbol);
                int padding = padding(out.map(), function);
                if (padding == PADDING) {
                    out.add(function - padding, padding, PatchedCode::isCallThunk);
                }
            }
        }
    }

    /** Bytes of padding directly before a function of the module. */
    private static int padding(AddressMap map, long function) {
        int bytes = 0;
        while (bytes < PADDING
                && map.find(function - bytes - 1)
                        .filter(found -> found.memory().get8(found.offset()) == NOP)
                        .isPresent()) {
            bytes++;
        }
        return bytes;
    }
}
