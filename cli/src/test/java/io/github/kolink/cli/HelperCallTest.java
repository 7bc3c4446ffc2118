// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** S-03: what kernels of every era give to their helper behind its path. */
class HelperCallTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "2.1, -k net-pf-1",
        "kerneld, -k -s net-pf-1",
        "kerneld, -r -s slip",
        "2.2, -s -k block-major-8",
        "2.4, -s -k -- block-major-8",
        "2.6, -q -- net-pf-10",
        "6.1, -q -- char-major-10-200",
        "hostile, -q -- --help",
    })
    void isModprobe(String kernel, String arguments) {
        // S-30: what a kernel asks for is autoclean, whether it says so or not.
        boolean said = arguments.contains("-k") || arguments.startsWith("-r");
        assertEquals(
                List.of(((said ? "modprobe " : "modprobe -k ") + arguments).split(" ")),
                List.of(HelperCall.words(arguments.split(" "))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--version",
                "-h",
                "modprobe -q -- x",
                "check a.ko",
                "-q",
                "-q --",
                "-q x y",
                "-q --help",
                "lsmod"
            })
    void everythingElseStays(String arguments) {
        assertEquals(List.of(arguments.split(" ")), List.of(HelperCall.words(arguments.split(" "))));
    }
}
