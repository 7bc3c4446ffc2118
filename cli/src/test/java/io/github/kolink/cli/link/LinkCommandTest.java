// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.link;

import static io.github.kolink.cli.CommandRun.built;
import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import io.github.kolink.cli.JsonText;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.SectionHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LinkCommandTest {
    private static final Path KERNEL = x86("kallsyms");
    private static final String BASE = "0xffffffffc0000000";

    @TempDir
    Path folder;

    private Path out(String name) {
        return folder.resolve(name);
    }

    private static long address(Path elf, String section) throws IOException {
        return ElfFile.parse(elf.toString(), Files.readAllBytes(elf))
                .section(section)
                .map(SectionHeader::address)
                .orElseThrow();
    }

    private static CommandRun link(Object... more) {
        Object[] line = new Object[more.length + 3];
        line[0] = "link";
        line[1] = "--kernel";
        line[2] = KERNEL;
        System.arraycopy(more, 0, line, 3, more.length);
        return CommandRun.of(line);
    }

    @Test
    void writesImageMapAndTrace() throws IOException {
        CommandRun run = link(
                x86("exporter.ko"),
                "--base",
                BASE,
                "-o",
                out("e.elf"),
                "--map",
                out("e.map"),
                "--trace",
                out("e.jsonl"));
        assertEquals(0, run.code(), run.err());
        assertEquals("", run.out());
        assertEquals(0xffffffffc0000000L, address(out("e.elf"), ".text"));
        assertTrue(Files.readString(out("e.map")).contains("\nmodule exporter\nregion ffffffffc0000000 "));
        for (String line : Files.readAllLines(out("e.jsonl"))) {
            assertEquals("APPLIED", JsonText.object(line).get("outcome"));
        }
        CommandRun text = link(x86("exporter.ko"), "--base", BASE, "-o", out("e.elf"), "--trace", out("e.txt"));
        assertEquals(0, text.code(), text.err());
        assertTrue(Files.readString(out("e.txt")).startsWith("# section+offset"));
    }

    @Test
    void nothingIsWrittenForARefusedModule() {
        CommandRun run = link(x86("undefined.ko"), "--base", BASE, "-o", out("u.elf"));
        assertEquals(1, run.code());
        assertFalse(Files.exists(out("u.elf")));
        assertTrue(run.err().contains("Unknown symbol kolink_no_such_data (err -2)"), run.err());
    }

    @Test
    void wrongUsageIs2() throws IOException {
        Path copy = Files.copy(x86("hello.ko"), out("hello.ko"));
        assertEquals(2, link(copy, "-o", out("o")).code());
        assertEquals(2, link(copy, "--base", BASE).code());
        assertEquals(2, link("--base", BASE, "-o", out("o")).code());
        assertEquals(2, link(copy, "--base", "zero", "-o", out("o")).code());
        assertEquals(
                2,
                link(copy, "--base", BASE, "--region", "core=" + BASE, "-o", out("o"))
                        .code());
        assertEquals(2, link(copy, "--region", "heap=" + BASE, "-o", out("o")).code());
        assertEquals(2, link(copy, "--base", BASE, "-o", copy).code());
        assertEquals(2, link(copy, copy, "--base", BASE, "-o", out("o")).code());
        assertEquals(
                2, CommandRun.of("link", copy, "--base", BASE, "-o", out("o")).code());
    }

    @Test
    void aSnapshotWithoutAddressesIs3AndAMissingModuleIs4() {
        CommandRun unknown = CommandRun.of(
                "link", "--kernel", x86("Module.symvers"), x86("hello.ko"), "--base", BASE, "-o", out("o"));
        assertEquals(3, unknown.code(), unknown.err());
        CommandRun missing = link(out("missing.ko"), "--base", BASE, "-o", out("o"));
        assertEquals(4, missing.code());
        assertEquals("kolink: " + out("missing.ko") + ": no such file or directory\n", missing.err());
        CommandRun unwritable = link(x86("exporter.ko"), "--base", BASE, "-o", out("no/such/folder.elf"));
        assertEquals(4, unwritable.code(), unwritable.err());
    }

    @Test
    void aProviderGivesItsExports() throws IOException {
        CommandRun alone = link(x86("importer.ko"), "--base", BASE, "-o", out("i.elf"));
        assertEquals(3, alone.code(), alone.err());
        CommandRun placed = link(
                x86("importer.ko"),
                "--provider",
                x86("exporter.ko") + "=0xffffffffc0100000",
                "--base",
                BASE,
                "-o",
                out("i.elf"),
                "--map",
                out("i.map"));
        assertEquals(0, placed.code(), placed.err());
        String map = Files.readString(out("i.map"));
        assertTrue(map.contains("import ffffffffc0100000 exporter_"), map);
        assertTrue(map.contains("provider exporter\n"), map);
        assertEquals(
                0,
                link(x86("importer.ko"), "--provider", x86("exporter.ko"), "--base", BASE, "-o", out("i.elf"))
                        .code());
    }

    @Test
    void aChainIsLinkedInWhateverOrderItIsGiven() throws IOException {
        CommandRun run =
                link(x86("chain_c.ko"), x86("chain_b.ko"), x86("chain_a.ko"), "--base", BASE, "-o", out("chain"));
        assertEquals(0, run.code(), run.err());
        assertEquals(0xffffffffc0000000L, address(out("chain/chain_c.elf"), ".text"));
        assertTrue(address(out("chain/chain_a.elf"), ".text") > address(out("chain/chain_b.elf"), ".text"));
        assertTrue(run.err().indexOf("chain_a.ko") < run.err().indexOf("chain_c.ko"), run.err());
    }

    @Test
    void aCycleIsRefused() {
        CommandRun run = link(x86("cycle_a.ko"), x86("cycle_b.ko"), "--base", BASE, "-o", out("cycle"));
        assertEquals(1, run.code());
        assertTrue(run.err().contains("none can be loaded first: cycle_a, cycle_b"), run.err());
        assertFalse(Files.exists(out("cycle/cycle_a.elf")));
    }

    @Test
    void sectionsComeFromAFileOrADirectory() throws IOException {
        Path file = Files.writeString(
                out("sections"), "# as the kernel tells\n.text 0xffffffffc0abc000\n\n.nosuch ffffffffc0000000\n");
        CommandRun run = link(x86("exporter.ko"), "--sections", file, "-o", out("f.elf"));
        assertEquals(0, run.code(), run.err());
        assertTrue(run.err().contains("PLACE_UNKNOWN_SECTION .nosuch"), run.err());
        assertEquals(0xffffffffc0abc000L, address(out("f.elf"), ".text"));
        Path directory = Files.createDirectory(out("sysfs"));
        Files.writeString(directory.resolve(".text"), "0xffffffffc0abc000\n");
        CommandRun same = link(x86("exporter.ko"), "--sections", directory, "-o", out("d.elf"));
        assertEquals(0, same.code(), same.err());
        assertEquals(-1, Files.mismatch(out("f.elf"), out("d.elf")));
        Files.writeString(directory.resolve(".data"), "0x0000000000000000\n");
        CommandRun hidden = link(x86("exporter.ko"), "--sections", directory, "-o", out("h.elf"));
        assertEquals(4, hidden.code());
        assertTrue(hidden.err().contains("kptr_restrict"), hidden.err());
    }

    @Test
    void regionsAndGenerationsGoTogether() throws IOException {
        CommandRun run = link(
                x86("exporter.ko"), "--generation", "6.12", "--region", "text=ffffffffc0400000", "-o", out("r.elf"));
        assertEquals(0, run.code(), run.err());
        assertEquals(0xffffffffc0400000L, address(out("r.elf"), ".text"));
        assertTrue(run.err().contains("PLACE_ASSUMED: the region data"), run.err());
    }

    @Test
    void modutilsTypesAreAppliedOnRequest() {
        Path module = built("m68k/modutils_relocs.ko");
        Object[] line = {
            "link", "--kernel", built("m68k/kallsyms"), module, "--base", "10000000", "-o", out("m.elf"), "--modutils"
        };
        assertEquals(0, CommandRun.of(line).code());
        line[8] = "--map=" + out("m.map");
        assertEquals(1, CommandRun.of(line).code());
    }

    @Test
    void aBatchRunsEveryLineAndReturnsTheWorstCode() throws IOException {
        String good = "--kernel '" + KERNEL + "' --base " + BASE + " \"" + x86("exporter.ko") + "\" -o '"
                + out("a b.elf") + "'";
        String lines = "# a comment\n\n" + good + " # more\nkolink link " + good + "\n"
                + good.replace("exporter.ko", "missing.ko") + "\n";
        CommandRun run = CommandRun.reading(lines, "link", "--batch", "-");
        assertEquals(4, run.code(), run.err());
        assertTrue(Files.exists(out("a b.elf")));
        assertTrue(run.err().contains("standard input:5: exit code "), run.err());
        Path file = Files.writeString(out("batch"), good + "\n" + good.replace("exporter", "undefined") + "\n");
        assertEquals(1, CommandRun.of("link", "--batch", file).code());
        assertEquals(2, CommandRun.reading("'open", "link", "--batch", "-").code());
        assertEquals(2, CommandRun.reading("--batch -", "link", "--batch", "-").code());
        assertEquals(2, CommandRun.of("link", "--batch", file, "-o", out("x")).code());
        assertEquals(4, CommandRun.of("link", "--batch", out("missing")).code());
        assertEquals(0, CommandRun.reading("", "link", "--batch", "-").code());
    }
}
