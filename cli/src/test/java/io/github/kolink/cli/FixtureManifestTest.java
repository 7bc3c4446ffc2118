// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.hash.Hashing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The committed fixtures are those that {@code testdata/src/build} listed. */
class FixtureManifestTest {
    @ParameterizedTest
    @EnumSource(FixtureKernel.class)
    void everyFixtureHasTheListedBytes(FixtureKernel kernel) {
        for (String fixture : kernel.fixtures()) {
            String listed = kernel.manifestLine(fixture).split("\t", -1)[1];
            assertEquals(
                    listed, Hashing.sha256().hashBytes(kernel.bytes(fixture)).toString(), fixture);
        }
    }

    @Test
    void everyArchitectureHasTheCommonFixtures() {
        List<String> common = List.of("hello", "exporter", "importer", "allrelocs", "datarefs", "percpu", "undefined");
        for (FixtureKernel kernel : FixtureKernel.values()) {
            assertTrue(kernel.fixtures().containsAll(common), kernel::name);
        }
    }
}
