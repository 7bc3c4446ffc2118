// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a matrix: what it says, and that nothing from outside gets into it or out of it. */
final class MatrixHtmlTest {
    private static final Pattern DATA = Pattern.compile("id=\"details\">(.*?)</script>", Pattern.DOTALL);

    private static CommandRun run(Object... modules) {
        Object[] line = new Object[6 + modules.length];
        Object[] head = {"check", "--format", "html", "--matrix", CommandRun.kernel(), "--matrix=" + x86("kallsyms")};
        System.arraycopy(head, 0, line, 0, head.length);
        System.arraycopy(modules, 0, line, head.length, modules.length);
        return CommandRun.of(line);
    }

    private static List<Object> details(String page) {
        Matcher data = DATA.matcher(page);
        assertTrue(data.find(), page);
        return JsonText.list(
                JsonText.object("{\"details\":" + data.group(1) + "}").get("details"));
    }

    private static int count(String page, String part) {
        return page.split(Pattern.quote(part), -1).length - 1;
    }

    @Test
    void eachPlaceTellsItsVerdictAndLeadsToItsReasons() {
        CommandRun run = run(x86("exporter.ko"), x86("undefined.ko"), x86("missing.ko"));
        assertEquals(1, run.code(), run.err());
        String page = run.out();
        assertTrue(
                page.contains("3 modules, 2 kernels: 1 would load, 2 refused, 0 undefined, 1 unknown, 2 unreadable"));
        assertEquals(3, count(page, "<tr><th title="));
        assertEquals(6, count(page, "<td class="));
        Matcher refused = Pattern.compile("<td class=\"refused\" data-d=\"(\\d+)\"[^>]*title=\"([^\"]*)\">(.*?)</td>")
                .matcher(page);
        assertTrue(refused.find(), page);
        assertEquals("undefined: Unknown symbol kolink_no_such_function (err -2)", refused.group(2));
        assertEquals("refused ENOENT <small>symbol unknown</small>", refused.group(3));
        String told = details(page).get(Integer.parseInt(refused.group(1))).toString();
        assertTrue(told.contains("undefined.ko: refused (ENOENT)\n  kernel: undefined: "), told);
        assertTrue(page.contains(">loads O</td>"), page);
        assertTrue(page.contains("<small>1 of 3 load</small>"), page);
    }

    @Test
    void nothingIsLoadedFromElsewhere() {
        String page = run(x86("exporter.ko")).out();
        assertTrue(page.contains("default-src 'none'"));
        assertFalse(page.contains("http://"), page);
        assertFalse(page.contains("https://"), page);
        assertFalse(Pattern.compile("\\b(src|href|action)=").matcher(page).find());
        assertFalse(page.contains("innerHTML"));
        assertTrue(page.endsWith("</html>\n"));
    }

    @Test
    void hostileNamesMakeNoMarkup(@TempDir Path folder) throws IOException {
        String evil = "</script><img onerror=x>\"'\033";
        String module = new String(Files.readAllBytes(x86("undefined.ko")), StandardCharsets.ISO_8859_1);
        Path file = Files.write(
                folder.resolve("<b onclick='x'>\".ko"),
                module.replace("kolink_no_such_data", evil.substring(0, 19)).getBytes(StandardCharsets.ISO_8859_1));
        String page = run(file).out();
        assertEquals(2, count(page, "</script>"));
        assertFalse(page.contains("<img"), page);
        assertFalse(page.contains("<b onclick"), page);
        assertFalse(page.chars().anyMatch(c -> c != '\n' && Character.isISOControl(c)), page);
        assertTrue(details(page).toString().contains("</script><img"), "told as text");
    }
}
