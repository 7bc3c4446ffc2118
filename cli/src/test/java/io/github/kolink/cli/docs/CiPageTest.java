// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.docs;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The commands of {@code docs/ci.md}, taken from the page and run by a shell as a CI server does. */
@EnabledOnOs(OS.LINUX)
final class CiPageTest {
    private static final Path PAGE = Path.of(System.getProperty("kolink.testdata"), "..", "docs", "ci.md")
            .normalize();

    @TempDir
    private Path folder;

    @BeforeEach
    void aCheckout() throws IOException {
        Files.createDirectory(folder.resolve("kernels"));
        Files.copy(CommandRun.kernel(), folder.resolve("kernels/one.snapshot"));
        Files.copy(CommandRun.kernel(), folder.resolve("kernels/two.snapshot"));
        Files.createDirectory(folder.resolve("modules"));
        for (String name : List.of("exporter.ko", "importer.ko", "undefined.ko")) {
            Files.copy(x86(name), folder.resolve("modules").resolve(name));
        }
        Files.writeString(folder.resolve("kolink-baseline.txt"), "");
    }

    /** The lines of the script that begins behind a line of the page, without what they are indented by. */
    private static String script(String heading, String first, String end) throws IOException {
        String page = Files.readString(PAGE);
        int at = page.indexOf(first, page.indexOf(heading));
        assertTrue(at > 0, heading);
        return page.substring(at + first.length(), page.indexOf(end, at));
    }

    private static String gitlab(String job) throws IOException {
        List<String> lines = script(job, "  script:\n", "  artifacts:\n")
                .lines()
                .map(line -> line.replaceFirst("^    - ", ""))
                .toList();
        return String.join("\n", lines);
    }

    private int bash(String script, String... environment) throws IOException, InterruptedException {
        String java = "java() { shift 2; command \"$KOLINK_TEST_JAVA\" -cp \"$KOLINK_TEST_CLASSES\""
                + " io.github.kolink.cli.Kolink \"$@\"; }\n";
        Path file = Files.writeString(folder.resolve("script"), java + script);
        ProcessBuilder shell = new ProcessBuilder("bash", "-e", file.toString()).directory(folder.toFile());
        shell.environment()
                .put(
                        "KOLINK_TEST_JAVA",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
        shell.environment().put("KOLINK_TEST_CLASSES", System.getProperty("java.class.path"));
        shell.environment().put("GITHUB_STEP_SUMMARY", folder.resolve("summary").toString());
        for (int i = 0; i < environment.length; i += 2) {
            shell.environment().put(environment[i], environment[i + 1]);
        }
        Process process = shell.redirectErrorStream(true).start();
        output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor();
    }

    private String output = "";

    private String file(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    @Test
    void theGithubWorkflowFailsForARefusedModuleAndTellsItEverywhere() throws Exception {
        Files.copy(x86("undefined.ko"), folder.resolve("driver.ko"));
        String script =
                script("## GitHub", "- name: Check the modules\n        run: |\n", "      - uses: github/codeql");
        assertEquals(1, bash(script), output);
        assertTrue(output.contains("::error file=driver.ko,title=refused (ENOENT)%2C kernel one::"), output);
        assertTrue(file("check.sarif").contains("\"SYMBOL_UNKNOWN\""), output);
        assertTrue(file("summary").contains("driver.ko  refused ENOENT  refused ENOENT"), file("summary"));
    }

    @Test
    void theGithubWorkflowSucceedsForASoundModule() throws Exception {
        Files.copy(x86("exporter.ko"), folder.resolve("driver.ko"));
        String script =
                script("## GitHub", "- name: Check the modules\n        run: |\n", "      - uses: github/codeql");
        assertEquals(0, bash(script), output);
        assertTrue(file("summary").contains("driver.ko  loads O  loads O"), file("summary"));
    }

    @Test
    void theGitlabJobEndsAsTheCheckDoes() throws Exception {
        Files.copy(x86("undefined.ko"), folder.resolve("driver.ko"));
        assertEquals(1, bash(gitlab("modules load:\n  image")), output);
        assertTrue(file("check.xml").contains("tests=\"1\" failures=\"1\""), file("check.xml"));
    }

    @Test
    void thePartsOfParallelJobsAreJoined() throws Exception {
        for (int i = 1; i <= 4; i++) {
            assertEquals(
                    0, bash(gitlab("parallel: 4"), "CI_NODE_INDEX", Integer.toString(i), "CI_NODE_TOTAL", "4"), output);
        }
        assertEquals(1, bash(gitlab("needs: [check]")), output);
        assertTrue(file("check.xml").contains("tests=\"3\" failures=\"1\""), file("check.xml"));
    }

    @Test
    void everyFormHasItsLine() throws IOException {
        String page = Files.readString(PAGE);
        for (String form : List.of("text", "json", "jsonl", "sarif", "junit", "github")) {
            assertTrue(page.contains("| `" + form + "` | "), form);
        }
    }
}
