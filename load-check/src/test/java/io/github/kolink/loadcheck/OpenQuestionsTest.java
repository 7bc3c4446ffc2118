// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.kernel.KernelTarget;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenQuestionsTest {
    private static final List<String> ALWAYS = List.of(
            "what the module's init returns",
            "security modules (LoadPin, IMA and others, when the file is read)",
            "memory pressure",
            "who loads it and how: capability, kernel.modules_disabled, flags, decompression by the kernel",
            "what functions of the module's own make of its parameters' values");

    private static List<String> open(LoadConditions conditions, String... options) {
        KernelTarget target = LoadKernel.target("6.1.0", List.of("ffffffff81000000 T _text"), options);
        return LoadCheck.of(LoadKernel.linker(target), conditions).notChecked();
    }

    @Test
    void whatTheConfigurationRulesOutIsNotOpen() {
        LoadConditions all =
                new LoadConditions(Optional.of(""), Optional.of(List.of()), List.of(), Optional.of(List.of()), "");
        assertEquals(ALWAYS, open(all, "CONFIG_MODULES=y"));
        assertEquals(ALWAYS.size() + 3, open(all).size(), "nothing is ruled out");
        assertEquals(ALWAYS.size() + 1, open(all, "CONFIG_MODULE_SIG=y").size());
        assertEquals(ALWAYS.size() + 1, open(all, "CONFIG_LIVEPATCH=y").size());
    }

    @Test
    void aMismatchOfBtfMayBeAllowed() {
        String words = "whether the types in a module's BTF fit the kernel's";
        assertTrue(open(LoadConditions.NONE, "CONFIG_DEBUG_INFO_BTF_MODULES=y").contains(words));
        List<String> allowed =
                open(LoadConditions.NONE, "CONFIG_DEBUG_INFO_BTF_MODULES=y", "CONFIG_MODULE_ALLOW_BTF_MISMATCH=y");
        assertFalse(allowed.contains(words));
        assertTrue(allowed.contains(words + " (a line in its log if not)"));
    }

    @Test
    void whatIsTakenForGrantedIsTold() {
        List<String> told = open(LoadConditions.NONE, "CONFIG_MODULES=y");
        assertEquals(ALWAYS.size() + 3, told.size());
        assertEquals(
                told.size() - 1,
                open(LoadKernel.commandLine("quiet"), "CONFIG_MODULES=y").size());
    }
}
