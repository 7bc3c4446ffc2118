// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelTarget;
import java.util.Arrays;
import java.util.List;

/**
 * Whether the kernel is locked down (security/lockdown/lockdown.c 6.1), as far as configuration and command line tell: firmware
 * (secure boot) and root can lock it down too. Each level forbids unsigned modules and parameters of hardware.
 */
record Lockdown(KernelTarget target, LoadConditions conditions) {
    private static final KernelFact MODULE = KernelFact.config("CONFIG_SECURITY_LOCKDOWN_LSM");
    private static final KernelFact EARLY = KernelFact.config("CONFIG_SECURITY_LOCKDOWN_LSM_EARLY");
    private static final KernelFact INTEGRITY = KernelFact.config("CONFIG_LOCK_DOWN_KERNEL_FORCE_INTEGRITY");
    private static final KernelFact CONFIDENTIALITY =
            KernelFact.config("CONFIG_LOCK_DOWN_KERNEL_FORCE_CONFIDENTIALITY");

    boolean isActive() {
        CommandLine line = new CommandLine(conditions);
        boolean asked = line.all("lockdown").stream()
                        .anyMatch(argument -> List.of("integrity", "confidentiality")
                                .contains(argument.value() == null ? "" : argument.value()))
                || target.facts().has(INTEGRITY)
                || target.facts().has(CONFIDENTIALITY);
        return asked && isPresent(line);
    }

    /** Whether the security module is there and started; without a configuration one that is asked for is. */
    private boolean isPresent(CommandLine line) {
        if (target.facts().known(MODULE).isEmpty()) {
            return true;
        }
        if (!target.facts().has(MODULE)) {
            return false;
        }
        if (target.facts().has(EARLY)) {
            return true;
        }
        String list = line.value("lsm")
                .orElseGet(() -> target.facts().option("CONFIG_LSM").orElse("").replace("\"", ""));
        return Arrays.asList(list.split(",", -1)).contains("lockdown");
    }

    /** What the kernel prints when it refuses; the name of the process is that of the usual one. */
    static String words(String what) {
        return "Lockdown: insmod: " + what + " is restricted; see man kernel_lockdown.7";
    }
}
