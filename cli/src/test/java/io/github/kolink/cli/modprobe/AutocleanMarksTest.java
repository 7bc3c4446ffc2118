// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.modprobe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.autoload.daemon.ModuleMarks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S-30: what was loaded on the kernel's request is autoclean, and only that. */
class AutocleanMarksTest {
    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("run/kolink/marks");
    }

    @Test
    void whatWasInsertedMayGoAgain() throws IOException {
        new AutocleanMarks(file()).mark(Set.of("minix"), Set.of("minix", "loop"), 5);
        new AutocleanMarks(file()).mark(Set.of("dummy"), Set.of("dummy"), 6);
        ModuleMarks marks = ModuleMarks.in(file());
        assertEquals(new ModuleMarks.Mark(true, true, 5), marks.of("minix"));
        assertEquals(new ModuleMarks.Mark(true, true, 6), marks.of("dummy"));
        assertFalse(marks.of("loop").autoclean(), "was there before: it stays");
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())));
    }

    @Test
    void beingAskedForIsUse() throws IOException {
        new AutocleanMarks(file()).mark(Set.of("minix"), Set.of("minix"), 5);
        ModuleMarks swept = ModuleMarks.in(file());
        swept.set("minix", new ModuleMarks.Mark(true, false, 5));
        swept.save();
        new AutocleanMarks(file()).mark(Set.of(), Set.of("minix"), 7);
        assertTrue(ModuleMarks.in(file()).of("minix").visited());
    }

    @Test
    void withoutMarksNothingIsMade() throws IOException {
        new AutocleanMarks(file()).mark(Set.of(), Set.of("minix"), 5);
        assertFalse(Files.exists(directory.resolve("run")));
    }
}
