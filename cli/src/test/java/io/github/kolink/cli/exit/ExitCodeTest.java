// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.exit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExitCodeTest {
    @ParameterizedTest
    @CsvSource({"0, 3, 3", "3, 4, 4", "4, 1, 1", "1, 2, 2", "0, 0, 0", "2, 0, 2", "1, 3, 1"})
    void theWorseExitCodeCounts(int one, int other, int expected) {
        assertEquals(expected, ExitCode.worse(one, other));
        assertEquals(expected, ExitCode.worse(other, one));
    }
}
