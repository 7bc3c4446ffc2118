// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FindingTest {
    private static final Finding FINDING = Finding.of(FindingCode.RELOC_OVERFLOW, "foo.ko", "needs less");

    @Test
    void whatTheKernelPrintsComesLineByLine() {
        assertEquals(List.of(), FINDING.kernelLines());
        assertEquals(
                List.of("overflow in relocation type 11 val 1", "`foo' likely not compiled with -mcmodel=kernel"),
                FINDING.kernelSays(
                                "overflow in relocation type 11 val 1\n`foo' likely not compiled with -mcmodel=kernel")
                        .kernelLines());
    }

    @Test
    void oneLineForPeopleHasThePlaceAndTheSymbol() {
        assertEquals("RELOC_OVERFLOW: needs less", FINDING.describe());
        assertEquals(
                "RELOC_OVERFLOW .text+0x1a4 printk: needs less",
                FINDING.at(".text", 0x1a4).about("printk").describe());
        assertEquals("RELOC_OVERFLOW file+0x10: needs less", FINDING.at("", 16).describe());
    }
}
