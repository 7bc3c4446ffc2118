// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.finalise.CodeAddresses;
import io.github.kolink.finalise.PatchedPlace;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Places at 0x1000; thunks for rax at 0x3000, for r8 at 0x3100, against ITS at 0x3200. */
final class RetpolinesTest {
    private static final CodeAddresses CODE = new CodeAddresses() {
        @Override
        public boolean mayBegin(long address) {
            return address == 0x3000 || address == 0x3100 || address == 0x3200;
        }

        @Override
        public boolean is(String name, long address) {
            return switch (name) {
                case "__x86_indirect_thunk_rax" -> address == 0x3000;
                case "__x86_indirect_thunk_r8" -> address == 0x3100;
                case "__x86_indirect_its_thunk_rax" -> address == 0x3200;
                default -> false;
            };
        }

        @Override
        public boolean has(String name) {
            return name.equals("__x86_indirect_its_thunk_rax");
        }
    };

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource({
        // before,          memory,             plausible
        "e9 fb 1f 00 00,    ff e0 cc 90 90,     true",
        "e9 fb 1f 00 00,    0f ae e8 ff e0,     true",
        "e9 fb 1f 00 00,    ff d0 cc 90 90,     false",
        "e9 fb 1f 00 00,    ff e1 cc 90 90,     false",
        "2e e8 fa 20 00 00, 41 ff d0 90 90 90,  true",
        "2e e8 fa 20 00 00, 41 ff d0 66 66 90,  false",
        "2e e8 fa 20 00 00, ff d0 90 90 90 90,  false",
        "0f 84 fa 1f 00 00, 75 04 ff e0 cc 90,  true",
        "0f 84 fa 1f 00 00, 74 04 ff e0 cc 90,  false",
        // thunks against ITS: the kernel's own; one of its pages, in the upper half of a line, in the lower; other code
        "e9 fb 1f 00 00,    e9 fb 21 00 00,     true",
        "e9 fb 1f 00 00,    e9 1b 40 00 00,     true",
        "e9 fb 1f 00 00,    e9 fb 3f 00 00,     false",
        "e9 fb 1f 00 00,    e9 fb 20 00 00,     false",
        "e8 00 00 00 00,    ff d0 90 90 90,     false",
    })
    void aBranchThroughTheRegisterOrAnotherThunkForItIsWhatTheKernelWrites(
            String before, String memory, boolean plausible) {
        byte[] linked = bytes(before);

        assertEquals(
                plausible,
                new Retpolines().mayBe(new PatchedPlace(bytes(memory), linked, 0, linked.length, 0x1000, CODE)),
                memory);
    }
}
