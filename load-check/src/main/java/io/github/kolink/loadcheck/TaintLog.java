// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.finding.Taint;
import io.github.kolink.module.KernelModule;

/**
 * Tells what taints the kernel, with the lines the kernel prints about it ({@code add_taint_module}, kernel/module/main.c
 * 6.1; {@code add_taint}, kernel/panic.c 6.1).
 *
 * @param state what has tainted the kernel before
 * @param module the module that is loaded
 * @param findings what it has tainted so far, and where more is told
 */
record TaintLog(SystemState state, KernelModule module, Findings findings) {
    private static final String LOCKDEP = "Disabling lock debugging due to kernel taint";

    boolean has(Taint taint) {
        return state.isTainted(taint.name()) || findings.count(taint.code()) > 0;
    }

    /** Taints the kernel; the line is printed only for the first such taint since boot. */
    void once(Taint taint, String line, String detail) {
        add(taint, has(taint) ? "" : line, detail);
    }

    /** Taints the kernel, printing a line if there is one; P and F also end lock debugging, which is said once. */
    void add(Taint taint, String line, String detail) {
        boolean endsLockdep = (taint == Taint.P || taint == Taint.F) && !has(Taint.P) && !has(Taint.F);
        String said = endsLockdep ? line + (line.isEmpty() ? "" : "\n") + LOCKDEP : line;
        findings.add(Finding.of(taint.code(), module.file().name(), detail).kernelSays(said));
    }

    /** A line about a module that is loaded nevertheless. */
    void remark(String line, String detail) {
        findings.add(Finding.of(FindingCode.KERNEL_REMARK, module.file().name(), detail)
                .kernelSays(line));
    }
}
