// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.arm64;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.finalise.CodeAddresses;
import io.github.kolink.finalise.PatchedPlace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Places at 0x4000, their replacements at 0x8000. */
final class AlternativeTest {
    private static final CodeAddresses CODE = new CodeAddresses() {
        @Override
        public boolean mayBegin(long address) {
            return false;
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

    private static PatchedPlace place(int instruction) {
        byte[] memory = ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(instruction)
                .array();
        return new PatchedPlace(memory, new byte[4], 0, 4, 0x4000, CODE);
    }

    @ParameterizedTest
    @CsvSource({
        "d503201f, d503201f, true", // nop
        "d503201f, d503203f, false",
        "14000400, 14001400, true", // b 0x9000
        "14000400, 14001401, false",
        "94000400, 14001400, false", // bl
        "540000e1, 540200e1, true", // b.ne 0x801c
        "540000e1, 540200e0, false",
        "b6000040, b6020040, true", // tbz x0, #32, 0x8008
        "b0000001, b0000021, true", // adrp x1, 0x9000
        "b0000001, d0000021, false",
        "b0000001, b0000022, false",
    })
    void branchesAndPageAddressesLeadWhereThoseOfTheReplacementLed(String from, String to, boolean plausible) {
        Alternative contents = new Alternative(0x8000, new int[] {Integer.parseUnsignedInt(from, 16)});

        assertEquals(plausible, contents.mayBe(place(Integer.parseUnsignedInt(to, 16))), to);
    }

    @ParameterizedTest
    @CsvSource({"d503201f, true", "14000002, true", "14000003, false", "94000002, false"})
    void aBranchOfAStaticKeyIsAJumpToItsTargetOrANop(String instruction, boolean plausible) {
        assertEquals(plausible, new Labels().isEither(place(Integer.parseUnsignedInt(instruction, 16)), 8));
    }
}
