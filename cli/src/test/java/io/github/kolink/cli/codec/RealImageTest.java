// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.KernelSymbol;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Unpacked Debian kernels, compressed as they come: {@code KOLINK_KERNELS} names a folder with
 * {@code ARCH/boot/vmlinuz-*} and {@code ARCH/usr/src/linux-headers-*}{@code /Module.symvers}.
 */
@EnabledIfEnvironmentVariable(named = "KOLINK_KERNELS", matches = ".+")
class RealImageTest {
    private static Path find(String architecture, String prefix) throws IOException {
        Path folder = Path.of(System.getenv("KOLINK_KERNELS"), architecture);
        assumeTrue(Files.isDirectory(folder), "no kernel for " + architecture);
        try (var files = Files.walk(folder, 6, FileVisitOption.FOLLOW_LINKS)) {
            Optional<Path> found = files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .findFirst();
            assumeTrue(found.isPresent(), "no " + prefix + " for " + architecture);
            return found.orElseThrow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "arm64"})
    void everyExportOfSymversHasItsAddressClassCrcAndNamespaceFromTheImage(String architecture) throws IOException {
        KernelSnapshot image = KernelSnapshot.open(find(architecture, "vmlinuz"));
        KernelSnapshot symvers = KernelSnapshot.open(find(architecture, "Module.symvers"));
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
}
