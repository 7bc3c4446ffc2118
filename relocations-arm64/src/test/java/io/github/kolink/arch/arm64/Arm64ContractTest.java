// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.arm64;

import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.relocate.ArchitectureContractTest;

/** The vectors are for a kernel without linkage tables; those have tests of their own. */
class Arm64ContractTest extends ArchitectureContractTest {
    private static final Architecture ARM64 = new Arm64Architecture();

    @Override
    protected Architecture architecture() {
        return ARM64;
    }

    @Override
    protected KernelFacts facts() {
        return super.facts().with(Arm64Facts.MODULE_PLTS, false);
    }
}
