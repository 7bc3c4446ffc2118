// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.codec;

import io.github.kolink.symbols.DebianKernel;
import java.io.IOException;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of Debian kernels, compressed as they come. */
@EnabledIfEnvironmentVariable(named = "KOLINK_KERNELS", matches = ".+")
class RealImageTest {
    @ParameterizedTest
    @ValueSource(strings = {"amd64", "arm64"})
    void everyExportOfSymversHasItsAddressClassCrcAndNamespaceFromTheImage(String architecture) throws IOException {
        new DebianKernel(architecture).assertImageTellsWhatSymversTells();
    }
}
