// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import io.github.kolink.relocate.Architecture;
import io.github.kolink.relocate.ArchitectureContractTest;

final class X86_64ContractTest extends ArchitectureContractTest {
    @Override
    protected Architecture architecture() {
        return new X86_64Architecture();
    }
}
