// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FindingsTest {
    private static Findings of(FindingCode code, int count) {
        Findings findings = new Findings();
        for (int i = 0; i < count; i++) {
            findings.add(Finding.of(code, "m.ko", "number " + i));
        }
        return findings;
    }

    @Test
    void addingACollectionAddsWhatItOnlyCounted() {
        int more = Findings.KEPT_PER_CODE + 7;
        Findings all = of(FindingCode.KERNEL_REMARK, 3);
        Findings other = of(FindingCode.KERNEL_REMARK, more);
        other.addAll(of(FindingCode.TAINT_OUT_OF_TREE, 2));
        all.addAll(other);
        assertEquals(3 + more, all.count(FindingCode.KERNEL_REMARK));
        assertEquals(2, all.count(FindingCode.TAINT_OUT_OF_TREE));
        assertEquals(Findings.KEPT_PER_CODE + 2, all.list().size());
        assertEquals(10, all.dropped());
    }
}
