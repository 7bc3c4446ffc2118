// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.merge;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A check that is split and merged is the check. */
final class MergeCommandTest {
    @TempDir
    private Path folder;

    private static CommandRun matrix(Object... more) {
        List<Object> line = new ArrayList<>(List.of(
                "check",
                "--matrix",
                CommandRun.kernel(),
                "--matrix",
                x86("Module.symvers"),
                "--matrix",
                CommandRun.built("arm64").resolve("kallsyms").getParent().resolve("Module.symvers")));
        // the third has the name of the second: names are whole paths then
        line.addAll(List.of(
                x86("exporter.ko"), x86("importer.ko"), x86("undefined.ko"), x86("missing.ko"), x86("badreloc.ko")));
        line.addAll(List.of(more));
        return CommandRun.of(line.toArray());
    }

    private List<Path> parts(int of) throws IOException {
        List<Path> parts = new ArrayList<>();
        for (int i = 1; i <= of; i++) {
            Path part = folder.resolve(i + ".jsonl");
            Files.writeString(
                    part, matrix("--format", "jsonl", "--shard", i + "/" + of).out());
            parts.add(0, part);
        }
        return parts;
    }

    private static CommandRun merge(List<Path> parts, Object... more) {
        List<Object> line = new ArrayList<>(List.of("merge"));
        line.addAll(List.of(more));
        line.addAll(parts);
        return CommandRun.of(line.toArray());
    }

    @ParameterizedTest
    @CsvSource({"1, text", "2, text", "4, json", "15, jsonl", "20, sarif", "7, junit", "3, github"})
    void theMergedReportIsThatOfTheWholeCheck(int of, String format) throws IOException {
        CommandRun whole = matrix("--format", format);
        CommandRun merged = merge(parts(of), "--format", format);
        assertEquals(whole.out(), merged.out());
        assertEquals(whole.code(), merged.code());
        assertEquals(1, whole.code());
    }

    @Test
    void aMissingPartIsNamed() throws IOException {
        List<Path> parts = parts(3);
        parts.remove(1);
        CommandRun run = merge(parts);
        assertEquals(4, run.code());
        assertEquals("kolink: missing: part 2/3\n", run.err());
        assertEquals("", run.out());
    }

    @Test
    void aPartGivenTwiceIsNamed() throws IOException {
        List<Path> parts = parts(2);
        parts.add(parts.get(0));
        CommandRun run = merge(parts);
        assertEquals(4, run.code());
        assertTrue(run.err().contains("are both part 2/2"), run.err());
    }

    @Test
    void partsOfDifferentChecksAreNotMerged() throws IOException {
        Path other = folder.resolve("other");
        Files.writeString(
                other,
                CommandRun.of(
                                "check",
                                "--kernel",
                                CommandRun.kernel(),
                                x86("hello.ko"),
                                "--shard",
                                "1/2",
                                "--format",
                                "jsonl")
                        .out());
        CommandRun run = merge(List.of(other, parts(2).get(0)));
        assertEquals(4, run.code());
        assertTrue(run.err().contains("are not parts of the same check"), run.err());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aPartThatWasCutOffIsNotMerged(int kept) throws IOException {
        List<Path> parts = parts(2);
        List<String> lines = Files.readAllLines(parts.get(0));
        Files.write(parts.get(0), lines.subList(0, kept));
        CommandRun run = merge(parts);
        assertEquals(4, run.code());
        assertTrue(run.err().contains("it is not complete"), run.err());
    }

    @Test
    void aPartThatLacksALineIsNotMerged() throws IOException {
        List<Path> parts = parts(2);
        List<String> lines = new ArrayList<>(Files.readAllLines(parts.get(0)));
        lines.remove(2);
        Files.write(parts.get(0), lines);
        CommandRun run = merge(parts);
        assertEquals(4, run.code());
        assertTrue(run.err().contains("has pair 10 where pair 9 is due"), run.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"shard\":1}",
                "nonsense",
                "{\"shard\":{\"index\":3,\"of\":2,\"pairs\":1,\"kernels\":1,\"digest\":\"\"},\"kernels\":[]}",
                "{\"shard\":{\"index\":1,\"of\":1,\"pairs\":-5,\"kernels\":1,\"digest\":\"\"},\"kernels\":[]}",
                "{\"shard\":{\"index\":1,\"of\":1,\"pairs\":9223372036854775807,\"kernels\":1,\"digest\":\"\"},\"kernels\":[]}",
                "{\"pair\":0,\"path\":1}\n{\"shard\":{\"index\":1,\"of\":1,\"pairs\":1,\"kernels\":1,\"digest\":\"\"},\"kernels\":[]}"
            })
    void whatIsNoPartIsAnError(String text) throws IOException {
        CommandRun run = merge(List.of(Files.writeString(folder.resolve("text"), text)));
        assertEquals(4, run.code(), run.err());
        assertTrue(!run.err().contains("internal error"), run.err());
    }

    @Test
    void aBaselineIsAppliedToTheWhole() throws IOException {
        Path known = Files.writeString(
                folder.resolve("known"), "* SYMBOL_UNKNOWN *\n* RELOC_UNKNOWN_TYPE *\n* ELF_MACHINE *\n");
        CommandRun run = merge(parts(2), "--baseline", known);
        assertEquals(4, run.code(), run.out()); // missing.ko is left
        assertTrue(run.out().contains("0 failed"), run.out());
    }

    @Test
    void aPartIsWrittenAsLinesOnly() {
        assertEquals(2, matrix("--shard", "1/2").code());
        assertEquals(2, matrix("--shard", "3/2", "--format", "jsonl").code());
        assertEquals(2, matrix("--shard", "x", "--format", "jsonl").code());
    }
}
