// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel;

import io.github.kolink.symbols.KernelSnapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a kernel shows of its configuration: the words of its vermagic (include/linux/vermagic.h 6.1), and global functions
 * that are there only if an option is {@code y} (kernel/module/Makefile 6.1, 6.12 and 7.3). Nothing is concluded from the
 * absence of a name unless the list is complete.
 */
final class KernelTraces {
    /** Global functions no compiler drops: every kernel that loads modules lists them. */
    private static final List<String> ALWAYS = List.of("register_module_notifier", "unregister_module_notifier");

    /** An option and a function that is compiled, and not inlined, if and only if the option is set. */
    private static final Map<KernelFact, String> FUNCTIONS = Map.of(
            KernelFact.MODVERSIONS, "module_layout",
            KernelFact.LIVEPATCH, "klp_enable_patch",
            KernelFact.MODULE_SIG, "mod_verify_sig",
            KernelFact.RETPOLINE, "retpoline_module_ok");

    private static final Map<KernelFact, String> WORDS = Map.of(
            KernelFact.SMP, "SMP",
            KernelFact.MODULE_UNLOAD, "mod_unload",
            KernelFact.MODVERSIONS, "modversions");

    private static final String DEBIAN = "debian-kernel@lists.debian.org";

    private KernelTraces() {}

    /** What follows about configuration options, for a kernel whose configuration is not known. */
    static Map<KernelFact, Boolean> options(KernelSnapshot snapshot) {
        Map<KernelFact, Boolean> told = new HashMap<>();
        if (hasAll(snapshot, ALWAYS)) {
            for (Map.Entry<KernelFact, String> function : FUNCTIONS.entrySet()) {
                told.put(function.getKey(), has(snapshot, function.getValue()));
            }
        }
        if (snapshot.knowsCrcs()) {
            told.put(KernelFact.MODVERSIONS, true);
        }
        if (snapshot.vermagic().isPresent()) {
            String words = " " + snapshot.vermagic().get() + " ";
            for (Map.Entry<KernelFact, String> word : WORDS.entrySet()) {
                told.put(word.getKey(), words.contains(" " + word.getValue() + " "));
            }
        }
        return told;
    }

    /** What follows whether or not the configuration is known: who built the kernel. */
    static Map<KernelFact, Boolean> patches(KernelSnapshot snapshot) {
        Map<KernelFact, Boolean> told = new HashMap<>();
        if (snapshot.banner().isPresent()) {
            told.put(KernelFact.CRC_REQUIRED, snapshot.banner().get().contains(DEBIAN));
        }
        return told;
    }

    private static boolean hasAll(KernelSnapshot snapshot, List<String> names) {
        for (String name : names) {
            if (!has(snapshot, name)) {
                return false;
            }
        }
        return true;
    }

    /** Functions are listed wherever addresses are. */
    private static boolean has(KernelSnapshot snapshot, String name) {
        return snapshot.hasAddresses() && !snapshot.symbols().find(name).isEmpty();
    }
}
