// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFilesTest {
    @Test
    void aBackslashGoesOnInTheNextLine() {
        assertEquals(
                List.of(
                        new ConfigFiles.Line(2, "options a x=1"),
                        new ConfigFiles.Line(3, "b\\c"),
                        new ConfigFiles.Line(4, ""),
                        new ConfigFiles.Line(5, "end")),
                ConfigFiles.lines("options a \\\nx=1\nb\\c\n\nend"));
    }

    @Test
    void theLastOfSomeWordsIsTheRest() {
        assertEquals(List.of("install", "m", "a  b\tc "), ConfigFiles.words(" install\t m  a  b\tc ", 3));
        assertEquals(List.of("a", "b"), ConfigFiles.words("\ta b ", 0));
    }

    @Test
    void theFirstDirectoryHidesFilesOfTheSameName(@TempDir Path root) throws IOException {
        Path etc = Files.createDirectories(root.resolve("etc"));
        Path lib = Files.createDirectories(root.resolve("lib"));
        for (String file : List.of("etc/b.conf", "lib/a.conf", "lib/b.conf", "lib/.c.conf", "lib/d.txt")) {
            Files.writeString(root.resolve(file), "");
        }
        assertEquals(
                List.of(lib.resolve("a.conf"), etc.resolve("b.conf")),
                ConfigFiles.find(List.of(etc, lib, root.resolve("none")), name -> name.endsWith(".conf")));
    }

    /** It may be a link to anything. */
    @Test
    void aFileWithoutEndIsNotReadToItsEnd() {
        Path endless = Path.of("/dev/zero");
        assumeTrue(Files.exists(endless), "no /dev/zero");
        IOException refused = assertThrows(IOException.class, () -> ConfigFiles.lines(endless));
        assertEquals("/dev/zero: larger than " + ConfigFiles.MAX_SIZE + " bytes", refused.getMessage());
    }
}
