// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** JUnit's XML, as CI servers read it: a case per module, its outcome an element, the suite's counts as attributes. */
final class JunitReportTest {
    private static final Path KERNEL = CommandRun.kernel();

    private static Document parse(String xml) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        NodeList nodes = parent.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static List<String> outcomes(Element suite) {
        return children(suite).stream()
                .filter(each -> each.getTagName().equals("testcase"))
                .map(each -> children(each).isEmpty()
                        ? "passed"
                        : children(each).get(0).getTagName())
                .toList();
    }

    private static Element onlySuite(CommandRun run) throws Exception {
        List<Element> suites = children(parse(run.out()).getDocumentElement());
        assertEquals(1, suites.size());
        return suites.get(0);
    }

    @Test
    void refusedIsAFailureUnreadableAnErrorAndKnownIsSkipped(@TempDir Path folder) throws Exception {
        Path known = Files.writeString(folder.resolve("known"), "badreloc * *\nbadreloc RELOC_UNKNOWN_TYPE jiffies\n");
        CommandRun run = CommandRun.of(
                "check",
                "--kernel",
                KERNEL,
                "--format",
                "junit",
                "--baseline",
                known,
                x86("undefined.ko"),
                x86("missing.ko"),
                x86("exporter.ko"),
                x86("badreloc.ko"));
        assertEquals(1, run.code(), run.err());
        Element suite = onlySuite(run);
        assertEquals(List.of("failure", "error", "system-out", "skipped"), outcomes(suite));
        assertEquals("4", suite.getAttribute("tests"));
        assertEquals("1", suite.getAttribute("failures"));
        assertEquals("1", suite.getAttribute("errors"));
        assertEquals("1", suite.getAttribute("skipped"));
        Element failure = (Element) suite.getElementsByTagName("failure").item(0);
        assertEquals("ENOENT", failure.getAttribute("type"));
        assertEquals("undefined: Unknown symbol kolink_no_such_function (err -2)", failure.getAttribute("message"));
        assertTrue(failure.getTextContent().contains("SYMBOL_UNKNOWN kolink_no_such_data"));
    }

    @Test
    void whatCannotBeToldIsSkippedAndSaysWhy() throws Exception {
        CommandRun run =
                CommandRun.of("check", "--kernel", x86("Module.symvers"), "--format", "junit", x86("hello.ko"));
        assertEquals(3, run.code(), run.err());
        Element suite = onlySuite(run);
        assertEquals(List.of("skipped"), outcomes(suite));
        Element skipped = (Element) suite.getElementsByTagName("skipped").item(0);
        assertTrue(skipped.getAttribute("message").startsWith("cannot tell: "), skipped.getAttribute("message"));
    }

    @Test
    void hostileNamesDoNotBreakTheXml(@TempDir Path folder) throws Exception {
        byte[] module = Files.readAllBytes(x86("undefined.ko"));
        String text = new String(module, StandardCharsets.ISO_8859_1);
        Path hostile = Files.write(
                folder.resolve("a\033<b>&\"'.ko"),
                text.replace("kolink_no_such_data", "k]]>\0\033<x>&amp;\"'\u00ff12")
                        .getBytes(StandardCharsets.ISO_8859_1));
        CommandRun run = CommandRun.of("check", "--kernel", KERNEL, "--format", "junit", hostile);
        assertEquals(1, run.code(), run.err());
        Element suite = onlySuite(run);
        Element test = (Element) suite.getElementsByTagName("testcase").item(0);
        assertTrue(test.getAttribute("name").endsWith("a\\x1b<b>&\"'.ko"), test.getAttribute("name"));
    }

    @Test
    void everyKernelIsASuite() throws Exception {
        CommandRun run = CommandRun.of(
                "check",
                "--matrix",
                KERNEL,
                "--matrix",
                x86("Module.symvers"),
                "--format",
                "junit",
                x86("exporter.ko"),
                x86("undefined.ko"));
        List<Element> suites = children(parse(run.out()).getDocumentElement());
        assertEquals(2, suites.size());
        assertEquals("kolink check, kernel x86_64", suites.get(0).getAttribute("name"));
        assertEquals(List.of("system-out", "failure"), outcomes(suites.get(0)));
        assertEquals("2", suites.get(1).getAttribute("tests"));
    }
}
