// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.symbols.text.SymbolListTextTest;
import io.github.kolink.symbols.text.SymversTextTest;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SnapshotDiffTest {
    private static final String OLD = """
            0x1\tsame\tvmlinux\tEXPORT_SYMBOL\t
            0x2\tcrc\tvmlinux\tEXPORT_SYMBOL\t
            0x3\tclass\tvmlinux\tEXPORT_SYMBOL\t
            0x4\tspace\tvmlinux\tEXPORT_SYMBOL\t
            0x5\tgone\tvmlinux\tEXPORT_SYMBOL\t
            """;
    private static final String NEW = """
            0x1\tsame\tvmlinux\tEXPORT_SYMBOL\t
            0x9\tcrc\tvmlinux\tEXPORT_SYMBOL\t
            0x3\tclass\tvmlinux\tEXPORT_SYMBOL_GPL\t
            0x4\tspace\tvmlinux\tEXPORT_SYMBOL\tNS
            0x6\tadded\tdrivers/x\tEXPORT_SYMBOL\t
            """;

    @Test
    void everyKindOfChangeIsToldInNameOrder() throws IOException {
        SnapshotDiff diff = SnapshotDiff.between(SymversTextTest.read(OLD), SymversTextTest.read(NEW));
        assertEquals(List.of(new SnapshotDiff.Entry("added", "x")), diff.exportsAdded());
        assertEquals(List.of(new SnapshotDiff.Entry("gone", "")), diff.exportsRemoved());
        assertEquals(diff.exportsAdded(), diff.symbolsAdded());
        assertEquals(diff.exportsRemoved(), diff.symbolsRemoved());
        assertEquals(
                List.of("class", "crc", "space"),
                diff.exportsChanged().stream().map(c -> c.symbol().name()).toList());
        assertTrue(diff.exportsChanged().get(0).classChanged());
        assertTrue(diff.exportsChanged().get(1).crcChanged());
        assertTrue(diff.exportsChanged().get(2).namespaceChanged());
    }

    @Test
    void equalSnapshotsDoNotDiffer() throws IOException {
        assertTrue(SnapshotDiff.between(SymversTextTest.read(OLD), SymversTextTest.read(OLD))
                .isEmpty());
    }

    @Test
    void whatOneSideDoesNotKnowIsNoChange() throws IOException {
        KernelSnapshot list = SymbolListTextTest.read(
                "ffffffff81000000 T same\nffffffff82000100 r __ksymtab_same\nffffffff83000000 D x\n");
        KernelSnapshot symvers = SymversTextTest.read("0x1\tsame\tvmlinux\tEXPORT_SYMBOL\tNS\n");
        assertEquals(List.of(), SnapshotDiff.between(list, symvers).exportsChanged());
    }
}
