// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * An unpacked Debian arm64 kernel, whose image is not compressed. {@code KOLINK_KERNELS} names a folder with
 * {@code arm64/boot/vmlinuz-*} and {@code arm64/usr/src/linux-headers-*}{@code /Module.symvers}. The command line tests
 * compressed images.
 */
@EnabledIfEnvironmentVariable(named = "KOLINK_KERNELS", matches = ".+")
class RealKernelTest {
    private static Path find(String prefix) throws IOException {
        Path folder = Path.of(System.getenv("KOLINK_KERNELS"), "arm64");
        assumeTrue(Files.isDirectory(folder), "no arm64 kernel");
        try (var files = Files.walk(folder, 6, FileVisitOption.FOLLOW_LINKS)) {
            Optional<Path> found = files.filter(
                            file -> SourceReader.name(file).startsWith(prefix) && Files.isRegularFile(file))
                    .sorted()
                    .findFirst();
            assumeTrue(found.isPresent(), "no " + prefix);
            return found.orElseThrow();
        }
    }

    @Test
    void everyExportOfSymversHasItsAddressClassCrcAndNamespaceFromTheImage() throws IOException {
        KernelSnapshot image = KernelSnapshot.open(find("vmlinuz"));
        KernelSnapshot symvers = KernelSnapshot.open(find("Module.symvers"));
        int rows = 0;
        for (int i = 0; i < symvers.symbols().size(); i++) {
            KernelSymbol row = symvers.symbols().symbol(i);
            if (row.owner().isEmpty()) {
                KernelSymbol symbol = image.symbols().exported(row.name()).orElseThrow();
                assertEquals(row.export(), symbol.export(), row.name());
                assertTrue(symbol.address().isPresent(), row.name());
                rows++;
            }
        }
        assertEquals(rows, image.sources().get(0).exports());
        assertEquals(List.of(), KernelSnapshot.merge(List.of(image, symvers)).conflicts());
    }

    @Test
    void theImageTellsWhichKernelItIs() throws IOException {
        KernelSnapshot image = KernelSnapshot.open(find("vmlinuz"));
        String release = image.release().orElseThrow();
        assertTrue(release.endsWith("-arm64"), release);
        assertTrue(image.banner().orElseThrow().startsWith("Linux version " + release + " "));
        assertTrue(image.vermagic().orElseThrow().startsWith(release + " SMP "));
        assertEquals(Optional.of("aarch64"), image.architecture());
    }
}
