// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** A Debian arm64 kernel, whose image is not compressed. The command line tests compressed images. */
@EnabledIfEnvironmentVariable(named = "KOLINK_KERNELS", matches = ".+")
class RealKernelTest {
    private static final DebianKernel KERNEL = new DebianKernel("arm64");

    @Test
    void everyExportOfSymversHasItsAddressClassCrcAndNamespaceFromTheImage() throws IOException {
        KERNEL.assertImageTellsWhatSymversTells();
    }

    @Test
    void theImageTellsWhichKernelItIs() throws IOException {
        KernelSnapshot image = KERNEL.image();
        String release = image.release().orElseThrow();
        assertTrue(release.endsWith("-arm64"), release);
        assertTrue(image.banner().orElseThrow().startsWith("Linux version " + release + " "));
        assertTrue(image.vermagic().orElseThrow().startsWith(release + " SMP "));
        assertEquals(Optional.of("aarch64"), image.architecture());
    }
}
