// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.m68k;

import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.relocate.ArchitectureContractTest;
import io.github.kolink.relocate.RelocationType;

/** The contract with the types that modutils took: it tested what the psABI column of the table says. */
final class M68kModutilsContractTest extends ArchitectureContractTest {
    @Override
    protected Architecture architecture() {
        return new M68kArchitecture();
    }

    @Override
    protected String vectors() {
        return "relocation-vectors-modutils.csv";
    }

    @Override
    protected KernelFacts facts() {
        return super.facts().with(M68kFacts.MODUTILS, true);
    }

    @Override
    protected String check(RelocationType type) {
        return type.number() <= M68kRelocationTypes.R_68K_PC8 ? type.psabiCheck() : type.kernelCheck();
    }
}
