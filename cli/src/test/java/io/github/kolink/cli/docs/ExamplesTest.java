// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.docs;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of {@code docs} compile against the library as it is, run, and say what Javadoc quotes of them. */
final class ExamplesTest {
    private static final Path ROOT =
            Path.of(System.getProperty("kolink.testdata"), "..").normalize();
    private static final Path EXAMPLE = ROOT.resolve("docs/examples/CheckModule.java");

    @TempDir
    private static Path classes;

    /** What a program printed, and how it ended. */
    private record Output(int code, String text) {}

    @BeforeAll
    static void theExampleCompilesWithoutWarnings() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        said,
                        said,
                        "-Xlint:all,-processing,-classfile,-path",
                        "-proc:none",
                        "--release",
                        "17",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        EXAMPLE.toString());
        assertEquals("", said.toString(StandardCharsets.UTF_8));
        assertEquals(0, code);
    }

    private static Output run(Path kernel, Path module) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        classes + System.getProperty("path.separator") + System.getProperty("java.class.path"),
                        "CheckModule",
                        kernel.toString(),
                        module.toString())
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Output(process.waitFor(), text);
    }

    @Test
    void itSaysThatASoundModuleWouldLoad() throws Exception {
        Output output = run(CommandRun.kernel(), x86("exporter.ko"));
        assertEquals(0, output.code(), output.text());
        assertTrue(output.text().startsWith("would-load"), output.text());
    }

    @Test
    void itSaysWhatTheKernelWouldPrint() throws Exception {
        Output output = run(CommandRun.kernel(), x86("undefined.ko"));
        assertEquals(1, output.code(), output.text());
        List<String> lines = output.text().lines().toList();
        assertTrue(lines.get(0).startsWith("refused ENOENT taint ["), output.text());
        assertEquals("kernel: undefined: loading out-of-tree module taints kernel.", lines.get(1));
        assertEquals("kernel: undefined: Unknown symbol kolink_no_such_function (err -2)", lines.get(2));
    }

    @Test
    void theTutorialOfLoadCheckQuotesIt() throws IOException {
        String example = Files.readString(EXAMPLE);
        String page =
                Files.readString(ROOT.resolve("load-check/src/main/java/io/github/kolink/loadcheck/package-info.java"));
        List<String> quoted = page.substring(page.indexOf("<pre>{@code\n") + 12, page.indexOf("}</pre>"))
                .lines()
                .map(line -> line.replaceFirst("^ \\*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
        assertTrue(quoted.size() >= 4, quoted::toString);
        for (String line : quoted) {
            assertTrue(example.contains(line), line);
        }
    }
}
