// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import java.util.ArrayList;
import java.util.List;

/**
 * What the kernel asks and no check can answer before the load, and what is taken for granted where an input is missing:
 * the rest of the list of refusals ({@code load_module} and what it calls, kernel/module 6.1, 6.12, 7.3).
 *
 * @param facts the kernel
 * @param conditions what is known of the system
 */
record OpenQuestions(KernelFacts facts, LoadConditions conditions) {
    /** In a fixed order: what is so for every kernel first; nothing that this kernel's configuration rules out. */
    List<String> list() {
        List<String> open = new ArrayList<>();
        open.add("what the module's init returns");
        open.add("security modules (LoadPin, IMA and others, when the file is read)");
        open.add("memory pressure");
        open.add("who loads it and how: capability, kernel.modules_disabled, flags, decompression by the kernel");
        if (facts.known(KernelFact.MODULE_SIG).orElse(true)) {
            open.add("of a signed module: hashes in the blacklist keyring, keys added since the build, digests that are"
                    + " modules themselves");
        }
        if (facts.known(KernelFact.BTF_MODULES).orElse(true)) {
            open.add(
                    facts.known(KernelFact.ALLOW_BTF_MISMATCH).orElse(false)
                            ? "whether the types in a module's BTF fit the kernel's (a line in its log if not)"
                            : "whether the types in a module's BTF fit the kernel's");
        }
        if (facts.known(KernelFact.LIVEPATCH).orElse(true)) {
            open.add("livepatches in force for the module");
        }
        open.add("what functions of the module's own make of its parameters' values");
        if (conditions.commandLine().isEmpty()) {
            open.add("the kernel's command line (taken for empty)");
        }
        if (conditions.loaded().isEmpty()) {
            open.add("what is loaded and which taints there are (taken for just booted)");
        }
        if (conditions.builtin().isEmpty()) {
            open.add("built-in modules of the same name (modules.builtin.modinfo tells)");
        }
        return open;
    }
}
