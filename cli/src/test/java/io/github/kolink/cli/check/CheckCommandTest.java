// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.check;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import io.github.kolink.cli.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckCommandTest {
    private static final Path KERNEL = CommandRun.kernel();

    @Test
    void aGoodModuleIsToldFirstThenWhatWasUsedAndExitCode0() {
        CommandRun run = CommandRun.of("check", "--kernel", KERNEL, x86("exporter.ko"));
        assertEquals(0, run.code(), run.err());
        List<String> lines = run.out().lines().toList();
        assertTrue(lines.get(0).endsWith("exporter.ko: would load with taint"), run.out());
        assertEquals("  kernel: exporter: loading out-of-tree module taints kernel.", lines.get(1));
        assertTrue(lines.contains("Kernel        Linux 6.1.0-kolink-amd64 (x86_64)"), run.out());
        assertTrue(lines.contains("Inputs        kallsyms [symbol list]: 42 symbols, 16 exports"), run.out());
        assertTrue(
                run.out().contains("Not checked   what the module's init returns; security modules (LoadPin"),
                run.out());
        assertEquals("", run.err());
    }

    @Test
    void symbolsAloneDoNotTellWhetherAGoodModuleLoads() {
        CommandRun run = CommandRun.of("check", "--kernel", x86("kallsyms"), x86("exporter.ko"));
        assertEquals(3, run.code(), run.err());
        assertTrue(run.out().contains("exporter.ko: unknown"), run.out());
        assertTrue(run.out().contains("the kernel's vermagic is not known: add the kernel's image"), run.out());
        assertTrue(run.out().contains("CONFIG_UNKNOWN: the kernel's configuration (CONFIG_MODULE_SIG"), run.out());
        assertEquals("", run.err());
    }

    @Test
    void aRefusedModuleIsToldInTheKernelsWordsFirst() {
        CommandRun run = CommandRun.of("check", "--kernel", KERNEL, x86("undefined.ko"));
        assertEquals(1, run.code());
        List<String> lines = run.out().lines().toList();
        assertTrue(lines.get(0).endsWith("undefined.ko: refused (ENOENT)"), run.out());
        int kernel = lines.indexOf("  kernel: undefined: Unknown symbol kolink_no_such_data (err -2)");
        assertTrue(kernel > 0, run.out());
        int ours = run.out().indexOf("\n  refused: SYMBOL_UNKNOWN kolink_no_such_data: ");
        assertTrue(ours > run.out().indexOf(lines.get(kernel)), run.out());
    }

    @Test
    void wrongUsageIs2() {
        assertEquals(2, CommandRun.of("check", "--kernel", KERNEL).code());
        assertEquals(
                2,
                CommandRun.of("check", "--kernel", KERNEL, "--format", "xml", x86("hello.ko"))
                        .code());
        assertEquals(
                2,
                CommandRun.of("check", "--kernel", KERNEL, "--generation", "six", x86("hello.ko"))
                        .code());
        CommandRun directory = CommandRun.of("check", "--kernel", KERNEL, x86("."));
        assertEquals(2, directory.code());
        assertTrue(directory.err().contains("--tree"), directory.err());
    }

    @Test
    void aSnapshotWithoutAddressesCannotTell() {
        CommandRun run = CommandRun.of("check", "--kernel", x86("Module.symvers"), x86("hello.ko"));
        assertEquals(3, run.code(), run.out() + run.err());
        assertTrue(run.out().contains("hello.ko: unknown"), run.out());
    }

    @Test
    void anUnreadableInputIs4AndTheOthersAreCheckedAllTheSame(@TempDir Path folder) throws IOException {
        Path damaged = Files.write(folder.resolve("damaged.ko.gz"), damagedGzip());
        CommandRun run = CommandRun.of("check", "--kernel", KERNEL, damaged, x86("hello.ko"));
        assertEquals(4, run.code(), run.out() + run.err());
        assertTrue(run.out().contains("damaged.ko.gz: unreadable"), run.out());
        assertTrue(run.out().matches("(?s).*  would load with taint +1\n.*  unreadable +1\n.*"), run.out());
        CommandRun kernel = CommandRun.of("check", "--kernel", folder.resolve("missing"), x86("hello.ko"));
        assertEquals(4, kernel.code());
        assertEquals("kolink: " + folder.resolve("missing") + ": no such file or directory\n", kernel.err());
    }

    private static byte[] damagedGzip() {
        byte[] bytes = new byte[64];
        bytes[0] = 0x1f;
        bytes[1] = (byte) 0x8b;
        bytes[2] = 8;
        bytes[10] = -1;
        return bytes;
    }

    @Test
    void aRefusalCountsMoreThanAnUnreadableFile() {
        assertEquals(
                1,
                CommandRun.of("check", "--kernel", KERNEL, x86("missing.ko"), x86("undefined.ko"))
                        .code());
    }

    @Test
    void anEmptyTreeIsNotGood(@TempDir Path folder) {
        CommandRun run = CommandRun.of("check", "--kernel", KERNEL, "--tree", folder);
        assertEquals(4, run.code());
        assertEquals("", run.out());
    }

    @Test
    void aFileThatIsNoModuleIsRefused(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("text.ko"), "not a module");
        CommandRun run = CommandRun.of("check", "--kernel", KERNEL, text);
        assertEquals(1, run.code());
        assertTrue(run.out().contains("refused (ENOEXEC)"), run.out());
    }

    @Test
    void jsonHasTheDocumentedShapeInTheOrderOfTheFiles() {
        CommandRun run = CommandRun.of(
                "check",
                "--format",
                "json",
                "--kernel",
                KERNEL,
                x86("undefined.ko"),
                x86("exporter.ko"),
                x86("missing.ko"));
        assertEquals(1, run.code());
        Map<String, Object> report = JsonText.object(run.out());
        assertEquals(List.of("schemaVersion", "summary", "kernels", "modules"), List.copyOf(report.keySet()));
        assertEquals(1L, report.get("schemaVersion"));
        Map<String, Object> summary = JsonText.object(report.get("summary"));
        assertEquals(
                List.of(
                        "modules",
                        "wouldLoad",
                        "wouldLoadWithTaint",
                        "refused",
                        "undefined",
                        "unknown",
                        "unreadable",
                        "relocations",
                        "relocationsByType",
                        "crcs",
                        "failed",
                        "knownFindings"),
                List.copyOf(summary.keySet()));
        assertEquals(3L, summary.get("modules"));
        assertEquals(1L, summary.get("wouldLoadWithTaint"));
        assertEquals(1L, summary.get("refused"));
        assertEquals(1L, summary.get("unreadable"));
        assertTrue(JsonText.object(summary.get("relocationsByType")).containsKey("R_X86_64_PC32"), run.out());
        List<Object> modules = JsonText.list(report.get("modules"));
        assertEquals(
                List.of("refused", "would-load-with-taint", "unreadable"),
                modules.stream().map(m -> JsonText.object(m).get("verdict")).toList());
        Map<String, Object> refused = JsonText.object(modules.get(0));
        assertEquals(
                List.of(
                        "path",
                        "kernel",
                        "verdict",
                        "errno",
                        "kernelMessages",
                        "taint",
                        "findings",
                        "findingsDropped",
                        "relocations",
                        "veneers",
                        "crcs"),
                List.copyOf(refused.keySet()));
        assertEquals("ENOENT", refused.get("errno"));
        assertEquals(4, JsonText.list(refused.get("kernelMessages")).size());
        assertEquals(List.of("O"), refused.get("taint"));
        Map<String, Object> finding = JsonText.list(refused.get("findings")).stream()
                .map(JsonText::object)
                .filter(entry -> "SYMBOL_UNKNOWN".equals(entry.get("code")))
                .findFirst()
                .orElseThrow();
        assertEquals(
                List.of(
                        "code",
                        "severity",
                        "section",
                        "offset",
                        "symbol",
                        "kernelMessage",
                        "detail",
                        "errno",
                        "heard",
                        "known"),
                List.copyOf(finding.keySet()));
        assertEquals("refused", finding.get("severity"));
    }

    @Test
    void jsonLinesAreOneModuleEachAndASummary() {
        CommandRun run = CommandRun.of(
                "check", "--format", "jsonl", "--kernel", KERNEL, x86("undefined.ko"), x86("exporter.ko"));
        assertEquals(1, run.code());
        List<Map<String, Object>> lines =
                run.out().lines().map(JsonText::object).toList();
        assertEquals(3, lines.size());
        assertEquals("refused", lines.get(0).get("verdict"));
        assertEquals("would-load-with-taint", lines.get(1).get("verdict"));
        Map<String, Object> summary = JsonText.object(lines.get(2).get("summary"));
        assertEquals(1L, summary.get("refused"));
    }

    @Test
    void aMatrixIsATableAndSaysWhy() {
        CommandRun run = CommandRun.of(
                "check",
                "--matrix",
                KERNEL,
                "--matrix",
                x86("Module.symvers"),
                x86("exporter.ko"),
                x86("undefined.ko"));
        assertEquals(1, run.code(), run.err());
        List<String> lines = run.out().lines().toList();
        assertTrue(lines.get(0).matches("module +x86_64 +Module.symvers"), run.out());
        assertTrue(lines.get(1).matches("\\.\\.\\..*/exporter.ko +loads O +unknown"), run.out());
        assertTrue(lines.get(2).matches("\\.\\.\\..*/undefined.ko +refused ENOENT +refused ENOENT"), run.out());
        assertTrue(run.out().contains("\n      1 SYMBOL_UNKNOWN, first of them "), run.out());
    }

    @Test
    void aMatrixThatIsWiderThanATerminalIsFolded(@TempDir Path folder) throws IOException {
        for (int i = 0; i < 9; i++) {
            Files.copy(KERNEL, folder.resolve("a-kernel-with-a-long-name-" + i + ".snapshot"));
        }
        CommandRun run = CommandRun.of("check", "--matrix", folder, x86("hello.ko"), x86("exporter.ko"));
        assertEquals(0, run.code(), run.err());
        List<String> table = run.out()
                .lines()
                .takeWhile(line -> !line.startsWith("a-kernel"))
                .toList();
        assertTrue(table.stream().allMatch(line -> line.length() <= 100), run.out());
        assertEquals(9, String.join(" ", table).split("a-kernel-with-a-long-name-", -1).length - 1, run.out());
        assertEquals(18, String.join(" ", table).split(" loads", -1).length - 1, run.out());
    }

    @Test
    void ofManyModulesThatFareAlikeTheTableShowsTheFirst(@TempDir Path folder) throws IOException {
        for (int i = 100; i < 150; i++) {
            Files.copy(x86("hello.ko"), folder.resolve("hello" + i + ".ko"));
        }
        Files.copy(x86("undefined.ko"), folder.resolve("z.ko"));
        CommandRun run =
                CommandRun.of("check", "--matrix", KERNEL, "--matrix", x86("Module.symvers"), "--tree", folder);
        List<String> lines = run.out().lines().toList();
        assertTrue(lines.get(1).matches(".*hello100.ko +loads O +unknown"), run.out());
        assertTrue(lines.get(2).matches("  and 49 more +loads O +unknown"), run.out());
        assertTrue(lines.get(3).matches(".*z.ko +refused ENOENT +refused ENOENT"), run.out());
        assertEquals("", lines.get(4));
    }

    @Test
    void aMatrixTakesKernelsOnly(@TempDir Path folder) {
        assertEquals(
                2,
                CommandRun.of("check", "--matrix", KERNEL, "--kernel", KERNEL, x86("hello.ko"))
                        .code());
        assertEquals(
                2,
                CommandRun.of("check", "--matrix", KERNEL, "--matrix", KERNEL, x86("hello.ko"))
                        .code());
        assertEquals(
                4, CommandRun.of("check", "--matrix", folder, x86("hello.ko")).code());
    }

    @Test
    void crcsAreCountedPerModuleAndInAll() {
        CommandRun json =
                CommandRun.of("check", "--format", "json", "--kernel", KERNEL, x86("importer.ko"), x86("exporter.ko"));
        Map<String, Object> report = JsonText.object(json.out());
        List<Object> modules = JsonText.list(report.get("modules"));
        Map<String, Object> none = Map.of("agree", 0L, "differ", 0L, "missing", 0L);
        Map<String, Object> five = Map.of("agree", 5L, "differ", 0L, "missing", 0L);
        assertEquals(five, JsonText.object(modules.get(0)).get("crcs"));
        Map<String, Object> other =
                JsonText.object(JsonText.object(modules.get(1)).get("crcs"));
        assertEquals(none.keySet(), other.keySet());
        long all = 5 + (long) other.get("agree");
        Map<String, Object> summary = JsonText.object(report.get("summary"));
        assertEquals(Map.of("agree", all, "differ", 0L, "missing", 0L), summary.get("crcs"));
        CommandRun text = CommandRun.of("check", "--kernel", KERNEL, x86("importer.ko"), x86("exporter.ko"));
        assertTrue(text.out().replaceAll(" +", " ").contains("CRCs of imports " + all + "\n agree " + all + "\n"));
    }

    @Test
    void twoRunsPrintTheSame() {
        Object[] line = {"check", "--format", "json", "--kernel", KERNEL, "--tree", x86(".").normalize()};
        assertEquals(CommandRun.of(line).out(), CommandRun.of(line).out());
        line[2] = "text";
        assertEquals(CommandRun.of(line).out(), CommandRun.of(line).out());
    }

    @Test
    void modulesGivenTogetherSeeEachOther() {
        Path kernel = x86("kallsyms");
        CommandRun alone = CommandRun.of("check", "--kernel", kernel, x86("importer.ko"));
        assertTrue(alone.out().contains("may come from exporter"), alone.out());
        CommandRun run = CommandRun.of("check", "--kernel", kernel, x86("importer.ko"), x86("exporter.ko"));
        assertFalse(run.out().contains("may come from exporter"), run.out());
        assertFalse(run.out().contains("refused:"), run.out());
        CommandRun cycle = CommandRun.of("check", "--kernel", KERNEL, x86("cycle_a.ko"), x86("cycle_b.ko"));
        assertEquals(1, cycle.code());
        assertTrue(cycle.out().contains("SET_CYCLE"), cycle.out());
    }

    @Test
    void hostileNamesDoNotReachTheTerminal(@TempDir Path folder) throws IOException {
        byte[] module = Files.readAllBytes(x86("undefined.ko"));
        String text = new String(module, StandardCharsets.ISO_8859_1);
        Path hostile = Files.write(
                folder.resolve("a\033[2Jb.ko"),
                text.replace("kolink_no_such_data", "kolink\033[2J\r\nfake\u0085xy")
                        .getBytes(StandardCharsets.ISO_8859_1));
        CommandRun run = CommandRun.of("check", "--kernel", KERNEL, hostile);
        assertEquals(1, run.code());
        assertFalse(run.out().chars().anyMatch(c -> c != '\n' && Character.isISOControl(c)), run.out());
        assertTrue(run.out().contains("kolink\\x1b[2J\\x0d\\x0afake\\x85xy"), run.out());
        CommandRun json = CommandRun.of("check", "--format", "json", "--kernel", KERNEL, hostile);
        assertFalse(json.out().chars().anyMatch(c -> c != '\n' && (c < 0x20 || c > 0x7e)), json.out());
        CommandRun matrix = CommandRun.of("check", "--matrix", KERNEL, "--matrix", x86("Module.symvers"), hostile);
        assertFalse(matrix.out().chars().anyMatch(c -> c != '\n' && Character.isISOControl(c)), matrix.out());
        CommandRun modinfo = CommandRun.of("modinfo", hostile);
        assertFalse(modinfo.out().chars().anyMatch(c -> c != '\n' && Character.isISOControl(c)), modinfo.out());
    }
}
