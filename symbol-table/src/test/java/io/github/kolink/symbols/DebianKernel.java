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

/**
 * An unpacked Debian kernel. {@code KOLINK_KERNELS} names a folder with {@code ARCH/boot/vmlinuz-*} and
 * {@code ARCH/usr/src/linux-headers-*}{@code /Module.symvers}.
 *
 * @param architecture in Debian's words
 */
public record DebianKernel(String architecture) {
    private KernelSnapshot open(String prefix) throws IOException {
        Path folder = Path.of(System.getenv("KOLINK_KERNELS"), architecture);
        assumeTrue(Files.isDirectory(folder), "no kernel for " + architecture);
        try (var files = Files.walk(folder, 6, FileVisitOption.FOLLOW_LINKS)) {
            Optional<Path> found = files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .findFirst();
            assumeTrue(found.isPresent(), "no " + prefix + " for " + architecture);
            return KernelSnapshot.open(found.orElseThrow());
        }
    }

    /** What the image tells. */
    public KernelSnapshot image() throws IOException {
        return open("vmlinu");
    }

    /** The folder of its modules. */
    public Path modules() throws IOException {
        Path folder = Path.of(System.getenv("KOLINK_KERNELS"), architecture, "lib/modules");
        if (!Files.isDirectory(folder)) {
            folder = Path.of(System.getenv("KOLINK_KERNELS"), architecture, "usr/lib/modules");
        }
        assumeTrue(Files.isDirectory(folder), "no modules for " + architecture);
        return folder;
    }

    /** Every export of Module.symvers has its address, class, CRC and namespace from the image. */
    public void assertImageTellsWhatSymversTells() throws IOException {
        KernelSnapshot image = image();
        KernelSnapshot symvers = open("Module.symvers");
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
