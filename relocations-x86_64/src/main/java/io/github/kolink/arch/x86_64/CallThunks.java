// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import io.github.kolink.finalise.AddressMap;
import io.github.kolink.finalise.KernelStatePass;
import io.github.kolink.finalise.Places;
import io.github.kolink.finalise.TableSection;
import io.github.kolink.layout.PlacedModule;
import java.util.Optional;

/**
 * {@code callthunks_patch_module_calls} (arch/x86/kernel/callthunks.c 6.2): with {@code retbleed=stuff}, calls go to a
 * thunk that is written into the padding before the function they call.
 *
 * <p>Reads {@code .call_sites}; writes the calls it lists, and the padding before functions of the module that they call;
 * needs the mitigation in force.
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
                Optional<AddressMap.Found> call = out.map()
                        .find(site, CALL)
                        .filter(found -> found.memory().get8(found.offset()) == OPCODE);
                // Calls to __fentry__ are listed too; ftrace has taken them out by now.
                if (call.isPresent()) {
                    out.add(site, CALL);
                    long target =
                            site + CALL + call.get().memory().get32(call.get().offset() + 1);
                    int padding = padding(out.map(), target);
                    out.add(target - padding, padding);
                }
            }
        });
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
