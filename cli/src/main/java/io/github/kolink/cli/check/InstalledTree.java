// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A directory of modules as the kernel's build installs it ({@code modules_install}): {@code RELEASE/modules.order} lists
 * each module that was built. modprobe loads from nowhere else.
 *
 * @param directory as the user names it
 */
record InstalledTree(Path directory) {
    private static final String ORDER = "modules.order";
    private static final List<String> SUFFIXES = List.of("", ".gz", ".xz", ".zst");

    /**
     * Whether the directory has all modules a kernel may load: it is named by the kernel's release, and no module that was
     * built with the kernel is missing.
     *
     * @param release of the kernel, if it is known
     * @throws IOException if the list cannot be read
     */
    boolean isWholeOf(Optional<String> release) throws IOException {
        Path list = directory.resolve(ORDER);
        Path name = directory.toRealPath().getFileName();
        if (name == null || release.filter(name.toString()::equals).isEmpty() || !Files.isRegularFile(list)) {
            return false;
        }
        List<String> modules = Files.readAllLines(list, StandardCharsets.ISO_8859_1);
        return !modules.isEmpty() && modules.stream().allMatch(this::has);
    }

    private boolean has(String module) {
        return module.indexOf('\0') < 0
                && SUFFIXES.stream().anyMatch(suffix -> Files.isRegularFile(directory.resolve(module + suffix)));
    }
}
