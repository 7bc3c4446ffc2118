// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.compare;

import io.github.kolink.capture.Capture;
import io.github.kolink.cli.terminal.Streams;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kolink compare}: our images against a kernel's. */
@Command(
        name = "compare",
        header = "Compare linked modules with what a kernel's own loader made of them.",
        description = {
            "%nLinks every module of a capture at its captured addresses and compares section by section. Each run of"
                    + " differing bytes is attributed: to a relocation, to a pass of the kernel in whose tables the module"
                    + " itself names the place, to writes of the running module to its own data, or to nothing that"
                    + " explains it. struct module, which is the kernel's own state, is left out.%n"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kolink compare --modules /lib/modules/6.1.0-56-amd64 amd64.capture",
            "  kolink compare --modules lib/modules --format html amd64.capture > report.html"
        },
        exitCodeListHeading = "%nExit codes, the first that applies:%n",
        exitCodeList = {
            "2:wrong usage",
            "1:something differs that no pass and no running code explains",
            "4:a module or the capture could not be read",
            "0:everything is equal or explained"
        })
public final class CompareCommand implements Callable<Integer> {
    private final Streams streams;

    @Mixin
    private CaptureOptions input = new CaptureOptions();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text (the default), json or html: one file that needs no network.")
    private CompareFormat format = CompareFormat.TEXT;

    /**
     * The verb.
     *
     * @param streams where it reads and writes
     */
    public CompareCommand(Streams streams) {
        this.streams = streams;
    }

    /**
     * The verb {@code verify}: the same comparison with another report.
     *
     * @param streams where it reads and writes
     * @return its command
     */
    public static CommandLine verify(Streams streams) {
        return new CommandLine(new VerifyCommand(streams));
    }

    @Override
    public Integer call() throws IOException {
        Capture capture = input.open();
        CompareReport report = switch (format) {
            case TEXT -> new CompareText(streams.out(), capture.facts());
            case JSON -> new CompareJson(streams.out(), capture.facts());
            case HTML -> new CompareHtml(streams.out(), capture.facts());
        };
        return input.run(capture, streams, report);
    }
}
