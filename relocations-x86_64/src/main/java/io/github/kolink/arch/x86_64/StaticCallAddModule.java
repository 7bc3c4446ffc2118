// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import io.github.kolink.finalise.AddressMap;
import io.github.kolink.finalise.KernelStatePass;
import io.github.kolink.finalise.Places;
import io.github.kolink.finalise.TableSection;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.PlacedModule;
import java.util.Optional;

/**
 * {@code static_call_add_module} (kernel/static_call_inline.c 6.1): sorts the module's static calls and points each to the
 * function its key names.
 *
 * <p>Reads and writes {@code .static_call_sites} (two distances an entry: the call, the key); writes the calls, and in the
 * module's own keys the second word, the list of users; needs the keys of the kernel and of other modules, and the kernel's
 * list of trampolines, which also decides the order of the table.
 */
final class StaticCallAddModule implements KernelStatePass {
    private static final int ENTRY_SIZE = 8;
    static final int KEY = 4;
    static final long FLAGS = 3;
    private static final int WORD = 8;
    private static final int TRAMPOLINE_SIZE = 8;
    private static final int JUMP = 5;
    private static final int SIGNATURE = 0xcc_b90f;

    @Override
    public String kernelFunction() {
        return "static_call_add_module";
    }

    @Override
    public boolean isNotifier() {
        return true;
    }

    @Override
    public String needs() {
        return "static call keys of the kernel and of other modules, __start_static_call_tramp_key";
    }

    @Override
    public void check(PlacedModule placed, KernelTarget target, Findings findings) {
        TableSection.of(placed, ".static_call_sites", ENTRY_SIZE)
                .ifPresent(table -> new StaticCallKeys(placed, target).check(table, findings));
    }

    @Override
    public void dependentPlaces(PlacedModule placed, Places out) {
        TableSection.of(placed, ".static_call_sites", ENTRY_SIZE).ifPresent(table -> {
            out.add(table.addressOf(0, 0), table.memory().length());
            for (int entry = 0; entry < table.count(); entry++) {
                long call = table.target32(entry, 0);
                Optional<AddressMap.Found> site = out.map().find(call);
                if (site.isPresent()) {
                    out.add(call, Branch.near(site.get()), PatchedCode::isStaticCall);
                }
                out.add((table.target32(entry, KEY) & ~FLAGS) + WORD, WORD);
            }
        });
    }

    @Override
    public String switchingFunction() {
        return "static_call_update";
    }

    /** The module's own trampolines: a jump and three bytes by which the kernel knows one (asm/static_call.h 6.1). */
    @Override
    public void switchedPlaces(PlacedModule placed, Places out) {
        TableSection.of(placed, ".static_call.text", TRAMPOLINE_SIZE).ifPresent(table -> {
            for (int entry = 0; entry < table.count(); entry++) {
                int signature = table.memory().get32(table.at(entry) + JUMP - 1) >>> Byte.SIZE;
                if (signature == SIGNATURE) {
                    out.add(table.addressOf(entry, 0), JUMP, PatchedCode::isStaticCall);
                }
            }
        });
    }
}
