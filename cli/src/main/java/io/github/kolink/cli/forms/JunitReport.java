// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import com.google.common.io.FileBackedOutputStream;
import io.github.kolink.cli.outcome.CheckedFinding;
import io.github.kolink.cli.outcome.CheckedKernel;
import io.github.kolink.cli.outcome.CheckedModule;
import io.github.kolink.cli.outcome.Totals;
import io.github.kolink.cli.terminal.Printable;
import io.github.kolink.finding.Severity;
import io.github.kolink.finding.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The report as JUnit's XML: a suite per kernel, a test case per module. Refused and undefined are failures, unreadable is an
 * error; what cannot be told, or is known, is skipped. A suite's counts come first, so its cases wait for them: in memory up
 * to some size, then in a temporary file.
 */
final class JunitReport implements CheckReport {
    private static final int IN_MEMORY = 8 << 20;

    private final OutputStream out;
    private final Totals totals;
    private final FileBackedOutputStream cases = new FileBackedOutputStream(IN_MEMORY);
    private final List<CheckedKernel> open = new ArrayList<>();
    private int tests;
    private int failures;
    private int errors;
    private int skipped;

    JunitReport(OutputStream out, Totals totals) {
        this.out = out;
        this.totals = totals;
        write(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    }

    @Override
    public void kernel(CheckedKernel kernel) {
        endSuite();
        open.add(kernel);
    }

    @Override
    public void module(CheckedModule module) {
        tests++;
        xml(cases, writer -> {
            writer.writeStartElement("testcase");
            attribute(writer, "classname", "kolink." + module.kernel());
            attribute(writer, "name", module.path());
            attribute(writer, "time", "0");
            outcome(writer, module);
            writer.writeEndElement();
        });
        write(cases, "\n");
    }

    private void outcome(XMLStreamWriter writer, CheckedModule module) throws XMLStreamException {
        Optional<Verdict> counted = module.counted();
        if (counted.isEmpty()) {
            errors++;
            result(writer, "error", "unreadable", module.problem(), List.of(module.problem()));
        } else if (totals.fails(module)) {
            failures++;
            String type = module.errno().isEmpty() ? module.label() : module.errno();
            result(writer, "failure", type, module.headline(), words(module));
        } else if (counted.get() == Verdict.UNKNOWN) {
            skipped++;
            result(writer, "skipped", "", "cannot tell: " + module.headline(), List.of());
        } else if (module.verdict().filter(verdict -> !verdict.loads()).isPresent()) {
            skipped++;
            result(writer, "skipped", "", module.label() + ", but known: " + module.headline(), List.of());
        } else {
            List<String> words = words(module);
            if (!words.isEmpty()) {
                writer.writeStartElement("system-out");
                writer.writeCharacters(String.join("\n", words));
                writer.writeEndElement();
            }
        }
    }

    private static void result(XMLStreamWriter writer, String element, String type, String message, List<String> text)
            throws XMLStreamException {
        writer.writeStartElement(element);
        if (!type.isEmpty()) {
            attribute(writer, "type", type);
        }
        attribute(writer, "message", message);
        if (!text.isEmpty()) {
            writer.writeCharacters(
                    String.join("\n", text.stream().map(Printable::text).toList()));
        }
        writer.writeEndElement();
    }

    private static List<String> words(CheckedModule module) {
        List<String> words = new ArrayList<>();
        module.kernelMessages().forEach(line -> words.add("kernel: " + Printable.text(line)));
        for (CheckedFinding each : module.findings()) {
            if (each.severity() != Severity.NOTE) {
                words.add((each.heard() ? "" : "behind the refusal: ")
                        + Printable.text(each.finding().describe())
                        + (each.isKnown() ? " (known)" : ""));
            }
        }
        if (module.dropped() > 0) {
            words.add("... and " + module.dropped() + " more");
        }
        return words;
    }

    private void endSuite() {
        for (CheckedKernel kernel : open) {
            xml(out, writer -> {
                writer.writeStartElement("testsuite");
                attribute(writer, "name", "kolink check, kernel " + kernel.name());
                attribute(writer, "tests", Integer.toString(tests));
                attribute(writer, "failures", Integer.toString(failures));
                attribute(writer, "errors", Integer.toString(errors));
                attribute(writer, "skipped", Integer.toString(skipped));
                attribute(writer, "time", "0");
                writer.writeStartElement("properties");
                property(writer, "kernel", kernel.title());
                for (String input : kernel.inputs()) {
                    property(writer, "input", input);
                }
                for (String question : kernel.notChecked()) {
                    property(writer, "not checked", question);
                }
                writer.writeEndElement();
                writer.writeCharacters("\n");
                writer.flush();
                try {
                    cases.asByteSource().copyTo(out);
                    cases.reset();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                writer.writeEndElement();
            });
            write(out, "\n");
        }
        open.clear();
        tests = 0;
        failures = 0;
        errors = 0;
        skipped = 0;
    }

    @Override
    public void close() throws IOException {
        endSuite();
        write(out, "</testsuites>\n");
        out.flush();
        cases.reset();
    }

    private static void property(XMLStreamWriter writer, String name, String value) throws XMLStreamException {
        writer.writeEmptyElement("property");
        attribute(writer, "name", name);
        attribute(writer, "value", value);
    }

    private static void attribute(XMLStreamWriter writer, String name, String value) throws XMLStreamException {
        writer.writeAttribute(name, Printable.text(value));
    }

    private static void xml(OutputStream to, Content content) {
        try {
            XMLStreamWriter writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(to, "UTF-8");
            content.write(writer);
            writer.close();
        } catch (XMLStreamException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private static void write(OutputStream to, String text) {
        try {
            to.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FunctionalInterface
    private interface Content {
        void write(XMLStreamWriter writer) throws XMLStreamException;
    }
}
