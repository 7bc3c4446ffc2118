// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.kolink.link.TestKernel;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.ReferenceModule;
import io.github.kolink.symbols.SourceKind;
import io.github.kolink.symbols.SystemFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is known of a kernel's configuration without the file. */
final class KernelTracesTest {
    private static final String[] COMPLETE = {
        "ffffffff81000000 T _text",
        "ffffffff81000010 T register_module_notifier",
        "ffffffff81000020 T unregister_module_notifier",
        "ffffffff81000030 T klp_enable_patch",
        "ffffffff81000040 T module_layout"
    };

    private static KernelFacts facts(KernelSnapshot snapshot) {
        return KernelFacts.of(snapshot, Set.of(KernelFact.SMP));
    }

    @Test
    void aCompleteListOfFunctionsTellsOptionsBothWays() {
        KernelFacts facts = facts(TestKernel.kallsyms(COMPLETE));
        assertEquals(Optional.of(true), facts.known(KernelFact.LIVEPATCH));
        assertEquals(Optional.of(true), facts.known(KernelFact.MODVERSIONS));
        assertEquals(Optional.of(false), facts.known(KernelFact.MODULE_SIG));
        assertEquals(Optional.of(false), facts.known(KernelFact.RETPOLINE));
        assertEquals(Optional.empty(), facts.known(KernelFact.MODULE_FORCE_LOAD), "no function tells");
        assertEquals(List.of("CONFIG_SMP=y"), facts.assumed());
    }

    @Test
    void anIncompleteListTellsNothing() {
        KernelFacts facts =
                facts(TestKernel.kallsyms("ffffffff81000000 T _text", "ffffffff81000030 T klp_enable_patch"));
        assertEquals(Optional.empty(), facts.known(KernelFact.LIVEPATCH));
        assertEquals(Optional.empty(), facts.known(KernelFact.MODULE_SIG));
    }

    @Test
    void crcsTellThatThereAreVersions() {
        KernelSnapshot rows = TestKernel.symvers("0x12345678\tdo_it\tvmlinux\tEXPORT_SYMBOL\t");
        assertEquals(Optional.of(true), facts(rows).known(KernelFact.MODVERSIONS));
        KernelSnapshot zero = TestKernel.symvers("0x00000000\tdo_it\tvmlinux\tEXPORT_SYMBOL\t");
        assertEquals(Optional.empty(), facts(zero).known(KernelFact.MODVERSIONS));
    }

    @Test
    void aWholeWordOfTheVermagicTells() throws IOException {
        KernelFacts all = facts(vermagic("6.1.0 SMP preempt mod_unload modversions "));
        assertEquals(Optional.of(true), all.known(KernelFact.SMP));
        assertEquals(Optional.of(true), all.known(KernelFact.MODULE_UNLOAD));
        assertEquals(Optional.of(true), all.known(KernelFact.MODVERSIONS));
        KernelFacts none = facts(vermagic("6.1.0-SMP preempt xmod_unload modversions2 "));
        assertEquals(Optional.of(false), none.known(KernelFact.SMP));
        assertEquals(Optional.of(false), none.known(KernelFact.MODULE_UNLOAD));
        assertEquals(Optional.of(false), none.known(KernelFact.MODVERSIONS));
    }

    private static KernelSnapshot vermagic(String vermagic) throws IOException {
        ReferenceModule module = new ReferenceModule("m", vermagic, 64, OptionalInt.empty(), OptionalInt.empty());
        SystemFacts facts = new SystemFacts(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(module));
        return KernelSnapshot.of(facts, SourceKind.MODULE, "m.ko");
    }

    @Test
    void theConfigurationDecidesWhereItIsKnown() throws IOException {
        String text = "# Linux/x86 6.1.0 Kernel Configuration\nCONFIG_MODULES=y\nCONFIG_MITIGATION_RETPOLINE=y\n"
                + "# CONFIG_LIVEPATCH is not set\n";
        KernelSnapshot config = KernelSnapshot.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), "config");
        KernelFacts facts = facts(KernelSnapshot.merge(List.of(TestKernel.kallsyms(COMPLETE), config)));
        assertEquals(Optional.of(false), facts.known(KernelFact.LIVEPATCH));
        assertEquals(Optional.of(true), facts.known(KernelFact.RETPOLINE), "the name from 6.9 on");
    }

    @Test
    void withoutABannerNobodyKnowsWhoBuiltTheKernel() {
        KernelFacts facts = facts(TestKernel.kallsyms(COMPLETE));
        assertEquals(Optional.empty(), facts.known(KernelFact.CRC_REQUIRED));
        assertFalse(facts.has(KernelFact.CRC_REQUIRED));
        assertEquals(
                Optional.of(true), facts.with(KernelFact.CRC_REQUIRED, true).known(KernelFact.CRC_REQUIRED));
    }
}
