// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModuleInfoTest {
    private static ModuleInfo info(String text) {
        return ModuleInfo.read(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void theFirstOfSeveralValuesCounts() {
        ModuleInfo info = info("license=GPL\0alias=a\0license=Proprietary\0alias=b\0");
        assertEquals(Optional.of("GPL"), info.first("license"));
        assertEquals(List.of("a", "b"), info.all("alias"));
        assertEquals(4, info.entries().size());
    }

    @Test
    void theLastStringMayLackItsNul() {
        assertEquals(Optional.of("x"), info("a=1\0name=x").first("name"));
    }

    @Test
    void stringsWithoutAnEqualsSignAndPaddingArePassedOver() {
        ModuleInfo info = info("\0\0nonsense\0=value\0a=\0b=c=d\0\0");
        assertEquals(List.of(new ModuleInfo.Entry("a", ""), new ModuleInfo.Entry("b", "c=d")), info.entries());
        assertTrue(info.first("nonsense").isEmpty());
    }

    @Test
    void anEmptySectionSaysNothing() {
        assertTrue(info("").entries().isEmpty());
        assertFalse(info("").isGplCompatible());
    }

    @Test
    void dependsIsAList() {
        assertEquals(List.of("a", "b_c"), info("depends=a,b_c\0").depends());
        assertEquals(List.of(), info("depends=\0").depends());
    }

    @ParameterizedTest
    @CsvSource({
        "GPL,true", "GPL v2,true", "GPL and additional rights,true", "Dual BSD/GPL,true", "Dual MIT/GPL,true",
        "Dual MPL/GPL,true", "Proprietary,false", "gpl,false", "GPL v3,false", "BSD,false"
    })
    void someLicensesAreGplCompatible(String license, boolean compatible) {
        assertEquals(compatible, info("license=" + license + "\0").isGplCompatible());
    }

    @Test
    void parametersHaveTypeAndDescription() {
        assertEquals(
                List.of(
                        new ModuleParameter("debug", "int", "how much: a lot"),
                        new ModuleParameter("plain", "charp", ""),
                        new ModuleParameter("told", "", "only told")),
                info("parm=debug:how much: a lot\0parmtype=debug:int\0parmtype=plain:charp\0parm=told:only told\0"
                                + "parm=nocolon\0parm=:x\0parmtype=debug:long\0")
                        .parameters());
    }
}
