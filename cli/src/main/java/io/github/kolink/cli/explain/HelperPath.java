// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.explain;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel starts to have a module loaded: {@code kernel.modprobe} (Documentation/admin-guide/sysctl/kernel.rst,
 * 6.1).
 */
final class HelperPath {
    private HelperPath() {}

    /** A line about it; where {@code /proc} is not there, that is said. */
    static String told(Path root) throws IOException {
        Path file = root.resolve("proc/sys/kernel/modprobe");
        if (!Files.isReadable(file)) {
            return "not known: " + file + " cannot be read";
        }
        String path = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        if (path.isEmpty()) {
            return "none: " + file + " is empty, so the kernel asks nobody";
        }
        return path.startsWith("/") ? path : path + "  -- not an absolute path: the kernel will not find it";
    }
}
