// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KernelFactsTest {
    @ParameterizedTest
    @CsvSource({
        "6.1.0-56-amd64, false",
        "6.12, false",
        "6.12.107+deb13-amd64, false",
        "6.12.116, false",
        "6.12.117+deb13-amd64, true",
        "6.12.200, true",
        "6.11.200, false",
        "6.13.0, true",
        "7.3.4+deb13-arm64, true"
    })
    void aFactMayBeginInAnOlderStableSeriesToo(String release, boolean expected) {
        assertEquals(expected, KernelFacts.of(release, Set.of()).has(KernelFact.since("6.13", "6.12.117")), release);
    }
}
