// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** The whole check, of whole files, for each architecture. */
class CheckFuzzTest {
    private static final class X86_64 {
        static final FuzzKernel KERNEL = FuzzKernel.of("x86_64");
    }

    private static final class Arm64 {
        static final FuzzKernel KERNEL = FuzzKernel.of("arm64");
    }

    private static final class M68k {
        static final FuzzKernel KERNEL = FuzzKernel.of("m68k");
    }

    @FuzzTest
    void x86_64(byte[] file) {
        X86_64.KERNEL.check(file, file);
    }

    @FuzzTest
    void arm64(byte[] file) {
        Arm64.KERNEL.check(file, file);
    }

    @FuzzTest
    void m68k(byte[] file) {
        M68k.KERNEL.check(file, file);
    }
}
