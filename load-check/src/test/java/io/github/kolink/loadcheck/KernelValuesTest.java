// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelValuesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 8, false, ''",
        "255, 8, false, ''",
        "256, 8, false, ERANGE",
        "-1, 8, false, EINVAL",
        "+1, 8, false, ''",
        "0xff, 8, false, ''",
        "0XFF, 8, false, ''",
        "0x, 8, false, EINVAL",
        "0xg, 8, false, EINVAL",
        "0377, 8, false, ''",
        "08, 8, false, EINVAL",
        "1x, 8, false, EINVAL",
        "'', 32, true, EINVAL",
        "-, 32, true, EINVAL",
        "-+1, 32, true, EINVAL",
        "+-1, 32, true, EINVAL",
        "' 1', 32, true, EINVAL",
        "2147483647, 32, true, ''",
        "2147483648, 32, true, ERANGE",
        "-2147483648, 32, true, ''",
        "-2147483649, 32, true, ERANGE",
        "-32768, 16, true, ''",
        "32768, 16, true, ERANGE",
        "65535, 16, false, ''",
        "65536, 16, false, ERANGE",
        "4294967295, 32, false, ''",
        "4294967296, 32, false, ERANGE",
        "9223372036854775807, 64, true, ''",
        "9223372036854775808, 64, true, ERANGE",
        "-9223372036854775808, 64, true, ''",
        "-9223372036854775809, 64, true, ERANGE",
        "-0x8000000000000000, 64, true, ''",
        "18446744073709551615, 64, false, ''",
        "18446744073709551616, 64, false, ERANGE",
        "99999999999999999999x, 64, false, ERANGE",
        "0xffffffffffffffff, 64, false, ''",
        "0x10000000000000000, 64, false, ERANGE",
    })
    void numbersAreReadAsTheKernelReadsThem(String text, int bits, boolean signed, String errno) {
        assertEquals(errno, KernelNumber.parse(text, bits, signed));
    }

    @Test
    void oneLineFeedMayFollowANumber() {
        assertEquals("", KernelNumber.parse("1\n", 32, true));
        assertEquals("EINVAL", KernelNumber.parse("1\n\n", 32, true));
        assertEquals("EINVAL", KernelNumber.parse("\n", 32, true));
        assertEquals("EINVAL", KernelNumber.parse("\u0661", 32, true));
    }

    @ParameterizedTest
    @CsvSource({
        "y, true",
        "Yes, true",
        "1, true",
        "10, true",
        "t, true",
        "on, true",
        "ON, true",
        "n, false",
        "No, false",
        "0, false",
        "F, false",
        "off, false",
        "oF, false"
    })
    void theFirstLetterSaysYesOrNo(String text, boolean value) {
        assertEquals(Optional.of(value), KernelBoolean.parse(text, false));
    }

    @ParameterizedTest
    @CsvSource({"''", "o", "ox", "2", "-1", "' 1'", "e", "d", "disable"})
    void everythingElseIsNoAnswer(String text) {
        assertEquals(Optional.empty(), KernelBoolean.parse(text, false));
    }

    @Test
    void newerKernelsKnowEnableAndDisable() {
        assertEquals(Optional.of(true), KernelBoolean.parse("Enabled", true));
        assertEquals(Optional.of(false), KernelBoolean.parse("disable", true));
    }
}
