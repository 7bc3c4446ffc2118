// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No variant of a real kernel's modules is passed over that is not named; nothing is booted. */
@EnabledIfEnvironmentVariable(named = "KOLINK_KERNELS", matches = ".+")
final class LackingVariantsTest {
    @ParameterizedTest
    @ValueSource(strings = {"amd64", "arm64", "amd64-trixie", "amd64-trixie-backports"})
    void whatAKernelsModulesLackIsNamed(String name) throws IOException {
        assumeTrue(OracleKernel.isThere(name));
        Base base = Base.of(OracleKernel.of(name));
        OracleBoots.variants(base);
        assertEquals(LackingVariants.of(name), base.lacking());
    }
}
