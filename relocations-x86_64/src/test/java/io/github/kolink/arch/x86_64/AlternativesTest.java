// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.finalise.CodeAddresses;
import io.github.kolink.finalise.PatchedPlace;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Places at 0x1000, their replacements at 0x2000; a function at 0x3000. */
final class AlternativesTest {
    private static final long SITE = 0x1000;
    private static final long REPLACEMENT = 0x2000;
    private static final CodeAddresses CODE = new CodeAddresses() {
        @Override
        public boolean mayBegin(long address) {
            return address == 0x3000;
        }

        @Override
        public boolean is(String name, long address) {
            return false;
        }

        @Override
        public boolean has(String name) {
            return false;
        }
    };

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource({
        // original,            replacement,    memory,                     plausible
        "90 90 90,              0f 01 ca,       0f 01 ca,                   true",
        "90 90 90,              0f 01 ca,       0f 1f 00,                   true",
        "90 90 90,              0f 01 ca,       0f 01 cb,                   false",
        "90 90 90,              0f 01 ca,       90 90 cc,                   false",
        // a call, to 0x3000 from both, to the thunk before it, to elsewhere
        "90 90 90 90 90,        e8 fb 0f 00 00, e8 fb 1f 00 00,             true",
        "90 90 90 90 90,        e8 fb 0f 00 00, e8 f2 1f 00 00,             true",
        "90 90 90 90 90,        e8 fb 0f 00 00, e8 f3 1f 00 00,             false",
        "90 90 90 90 90,        e8 fb 0f 00 00, e8 fb 0f 00 00,             true", // as relocation left it: 6.1
        // a condition, an operand relative to the instruction, at 0x3000
        "90 90 90 90 90 90,     0f 84 fa 0f 00 00, 0f 84 fa 1f 00 00,       true",
        "90 90 90 90 90 90,     0f 84 fa 0f 00 00, 0f 84 fb 1f 00 00,       false",
        // a jump to 0x1020 that becomes a short one
        "90 90 90 90 90,        e9 1b f0 ff ff, eb 1e 0f 1f 00,             true",
        "90 90 90 90 90,        e9 1b f0 ff ff, eb 1e cc cc cc,             true",
        "90 90 90 90 90,        e9 1b f0 ff ff, eb 1f 0f 1f 00,             false",
        "90 90 90 90 90,        e9 1b f0 ff ff, eb 1e 0f 0b 90,             false",
        // call *pv_ops(%rip) that becomes a direct one
        "ff 15 00 00 00 00,     e8 00 00 00 00, e8 fb 1f 00 00 90,          true",
        "ff 15 00 00 00 00,     e8 00 00 00 00, e8 fc 1f 00 00 90,          false",
        // 13 NOPs jumped over
        "90 90 90 90 90 90 90 90 90 90 90 90 90, c3, eb 0b cc cc cc cc cc cc cc cc cc cc cc, true",
        "90 90 90 90 90 90 90 90 90 90 90 90 90, c3, eb 0b cc cc cc c3 cc cc cc cc cc cc cc, false",
    })
    void whatTheKernelMakesOfAnAlternativeIsKnown(
            String original, String replacement, String memory, boolean plausible) {
        byte[] linked = bytes(original);
        PatchedPlace place = new PatchedPlace(bytes(memory), linked, 0, linked.length, SITE, CODE);
        Alternatives contents =
                new Alternatives(List.of(new Alternatives.Replacement(REPLACEMENT, bytes(replacement))), Map.of());

        assertEquals(plausible, contents.mayBe(place), memory);
    }
}
