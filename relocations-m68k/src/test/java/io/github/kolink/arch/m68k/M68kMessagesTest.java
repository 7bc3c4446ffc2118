// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.m68k;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.relocate.RelocationOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class M68kMessagesTest {
    private static final M68kArchitecture M68K = new M68kArchitecture();

    @ParameterizedTest
    @ValueSource(strings = {"6.1", "6.3", "6.12.107-m68k"})
    void theKernelPrintsTheNumberOnly(String release) {
        KernelFacts facts = KernelFacts.of(release, M68K.usualFacts());
        assertEquals(
                "module foo: Unknown relocation: 0",
                M68K.messages().line(RelocationOutcome.UNKNOWN_TYPE, facts, "foo", 0, 0));
    }

    @Test
    void neitherSmpNorProtectedMemoryIsUsual() {
        assertFalse(M68K.usualFacts().contains(KernelFact.SMP));
        assertFalse(M68K.usualFacts().contains(KernelFact.STRICT_MODULE_RWX));
        assertTrue(M68K.usualFacts().contains(KernelFact.MODULE_UNLOAD));
    }

    @Test
    void noUndefinedSymbolIsPassedOver() {
        assertFalse(M68K.ignoresUndefined("_GLOBAL_OFFSET_TABLE_"));
    }

    @Test
    void modutilsIsNoKernelsRule() {
        assertFalse(KernelFacts.of("6.1", M68K.usualFacts()).has(M68kFacts.MODUTILS));
        assertTrue(M68kFacts.MODUTILS.source() == KernelFact.Source.REQUEST);
    }
}
