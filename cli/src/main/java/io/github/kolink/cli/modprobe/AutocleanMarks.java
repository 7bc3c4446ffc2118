// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.modprobe;

import io.github.kolink.autoload.daemon.MarksLock;
import io.github.kolink.autoload.daemon.ModuleMarks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** What {@code modprobe -k} loads may go again: the marks that {@code kolink rmmod --all} reads. */
final class AutocleanMarks {
    /** Where {@code rmmod --all} looks. */
    static final AutocleanMarks USUAL = new AutocleanMarks(Path.of("/run/kolink/marks"));

    private final Path file;

    AutocleanMarks(Path file) {
        this.file = file;
    }

    /** Marks modules that were just loaded as autoclean and in use; being asked for is use of those that were marked before. */
    void mark(Set<String> inserted, Set<String> asked, long now) throws IOException {
        if (inserted.isEmpty() && Files.notExists(file)) {
            return;
        }
        Files.createDirectories(
                file.toAbsolutePath().resolveSibling(".").normalize(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        MarksLock lock = MarksLock.of(file);
        try {
            ModuleMarks marks = ModuleMarks.in(file);
            asked.stream()
                    .filter(module -> marks.of(module).autoclean())
                    .forEach(module -> marks.set(module, new ModuleMarks.Mark(true, true, now)));
            inserted.forEach(module -> marks.set(module, new ModuleMarks.Mark(true, true, now)));
            marks.save();
        } finally {
            lock.close();
        }
    }
}
