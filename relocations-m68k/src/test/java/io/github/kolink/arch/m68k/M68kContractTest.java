// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.m68k;

import io.github.kolink.relocate.Architecture;
import io.github.kolink.relocate.ArchitectureContractTest;

final class M68kContractTest extends ArchitectureContractTest {
    @Override
    protected Architecture architecture() {
        return new M68kArchitecture();
    }
}
