// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.relocate.ArchitectureContractTest;
import io.github.kolink.relocate.FieldRelocator;
import io.github.kolink.relocate.RelocationType;
import org.junit.jupiter.api.Test;

final class X86_64ContractTest extends ArchitectureContractTest {
    @Override
    protected Architecture architecture() {
        return new X86_64Architecture();
    }

    @Test
    void fieldsAreAsWideAsTheTableSays() {
        Architecture plugin = architecture();
        FieldRelocator relocator = plugin.fieldRelocator(KernelFacts.of("6.1", plugin.usualFacts()))
                .orElseThrow();
        for (int number = -1; number < 300; number++) {
            int width = plugin.types()
                    .type(number)
                    .filter(RelocationType::isApplied)
                    .map(RelocationType::width)
                    .orElse(0);
            assertEquals(width, relocator.width(number), "type " + number);
        }
    }
}
