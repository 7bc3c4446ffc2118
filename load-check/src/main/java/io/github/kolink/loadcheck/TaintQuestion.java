// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.finding.Findings;
import io.github.kolink.finding.Taint;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleInfo;
import java.util.List;

/**
 * What does the module taint the kernel with? Up to 6.3 a part of {@code check_modinfo}; from 6.4 on {@code
 * module_augment_kernel_taints}, behind the taking of the name (kernel/module/main.c 6.1, 6.12, 7.3).
 */
record TaintQuestion(KernelFacts facts, SystemState state) {
    /** Modules with a license that is not true ({@code check_module_license_and_versions}, kernel/module/main.c 6.1). */
    private static final List<String> OFFENDERS = List.of("driverloader", "lve");

    private static final String NDISWRAPPER = "ndiswrapper";

    /** Whether the kernel keeps GPL-only exports from the module. */
    static boolean isProprietary(KernelModule module) {
        return !module.info().isGplCompatible() || OFFENDERS.contains(module.name());
    }

    /** How was the module built? */
    void askBuild(KernelModule module, Findings findings) {
        TaintLog log = new TaintLog(state, module, findings);
        ModuleInfo info = module.info();
        String name = module.name();
        if (info.first("intree").isEmpty()) {
            log.once(Taint.O, name + ": loading out-of-tree module taints kernel.", "built outside the kernel's tree");
        }
        if (info.first("retpoline").isEmpty()) {
            retpoline(log, name);
        }
        if (info.first("staging").isPresent()) {
            log.add(
                    Taint.C,
                    name + ": module is from the staging directory, the quality is unknown, you have been warned.",
                    "from the staging directory");
        }
    }

    /** What is the module? In 6.1 to 6.3 the kernel has asked before whether it takes livepatches. */
    void askKind(KernelModule module, Findings findings) {
        TaintLog log = new TaintLog(state, module, findings);
        ModuleInfo info = module.info();
        String name = module.name();
        if (module.isLivepatch() && facts.known(KernelFact.LIVEPATCH).orElse(false)) {
            log.once(Taint.K, name + ": tainting kernel with TAINT_LIVEPATCH", "a livepatch");
        }
        if (!info.isGplCompatible()) {
            String license = info.first("license").orElse("unspecified");
            log.once(
                    Taint.P,
                    name + ": module license '" + license + "' taints kernel.",
                    "the license '" + license + "' is not GPL compatible");
        }
        if (info.first("test").isPresent()) {
            log.once(Taint.N, name + ": loading test module taints kernel.", "a test module");
        }
    }

    /** {@code retpoline_module_ok}, arch/x86/kernel/cpu/bugs.c 6.1; where it is missing, nothing is printed. */
    private void retpoline(TaintLog log, String name) {
        CommandLine line = state.commandLine();
        boolean off = line.has("nospectre_v2")
                || line.value("spectre_v2").filter("off"::equals).isPresent()
                || line.value("mitigations").filter("off"::equals).isPresent();
        if (!off && facts.known(KernelFact.RETPOLINE).orElse(false)) {
            log.remark(
                    "Spectre V2 : System may be vulnerable to spectre v2\n" + name
                            + ": loading module not compiled with retpoline compiler.",
                    "not compiled with -mindirect-branch or the like; the kernel prints it on a CPU that Spectre v2 affects");
        }
    }

    /** Up to 6.3: is the license not believed? The kernel says so unless the license itself has tainted it already. */
    void askName(KernelModule module, Findings findings) {
        askName(module, new TaintLog(state, module, findings).has(Taint.P), findings);
    }

    /** From 6.4 on: the kernel says so of the license itself as well. */
    void askNameAndLicense(KernelModule module, Findings findings) {
        askName(module, state.isTainted(Taint.P.name()), findings);
    }

    private void askName(KernelModule module, boolean before, Findings findings) {
        TaintLog log = new TaintLog(state, module, findings);
        String name = module.name();
        if (name.equals(NDISWRAPPER) || OFFENDERS.contains(name)) {
            log.add(Taint.P, "", "the kernel takes a module of this name for proprietary, whatever its license says");
        }
        if (!before && log.has(Taint.P)) {
            log.remark(name + ": module license taints kernel.", "said of the first proprietary module since boot");
        }
    }
}
