// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.modinfo;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import io.github.kolink.cli.JsonText;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ModinfoCommandTest {
    @Test
    void modinfoShowsFieldsExportsImportsAndRelocations() {
        CommandRun run = CommandRun.of("modinfo", x86("importer.ko"), x86("exporter.ko"));
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("license:        GPL\n"), run.out());
        assertTrue(run.out().contains("  0x3c0de001       exporter_add\n"), run.out());
        assertTrue(run.out().contains("  0x3c0de004 GPL   exporter_scoped (KOLINK_TEST)\n"), run.out());
        assertTrue(run.out().contains("R_X86_64_PLT32"), run.out());
        Map<String, Object> json = JsonText.object(
                CommandRun.of("modinfo", "--format", "json", x86("exporter.ko")).out());
        assertEquals("exporter", json.get("name"));
        assertEquals(4, JsonText.list(json.get("exports")).size());
        CommandRun bad = CommandRun.of("modinfo", x86("missing.ko"), x86("kallsyms"), x86("hello.ko"));
        assertEquals(4, bad.code());
        assertTrue(bad.out().contains("hello.ko"), bad.out());
    }
}
