// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.merge;

import io.github.kolink.cli.forms.Merging;
import io.github.kolink.cli.forms.ReportForm;
import io.github.kolink.cli.outcome.BaselineOptions;
import io.github.kolink.cli.terminal.Streams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kolink merge}: joins what {@code check --format jsonl} wrote into one report. */
@Command(
        name = "merge",
        header = "Join the parts of a check into one report.",
        customSynopsis = "kolink merge [OPTIONS] PART.jsonl...",
        description = {
            "%nReads what 'kolink check --format jsonl' wrote, all parts of a check that was split with --shard, and"
                    + " reports them as one check in any form. A part that is missing, there twice, cut off, or of"
                    + " another check is an error, and nothing is reported.%n"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kolink check --matrix kernels/ --tree modules --shard 1/2 --format jsonl >1.jsonl",
            "  kolink check --matrix kernels/ --tree modules --shard 2/2 --format jsonl >2.jsonl",
            "  kolink merge --format junit 1.jsonl 2.jsonl >report.xml"
        },
        exitCodeListHeading = "%nExit codes, as of the whole check, the first that applies:%n",
        exitCodeList = {
            "2:wrong usage",
            "4:a part is missing, there twice, cut off, or of another check",
            "1:a module would be refused, or make the kernel read or write outside it",
            "4:an input of the check could not be read",
            "3:cannot tell: the inputs lack what would decide",
            "0:all would load"
        })
public final class MergeCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(arity = "1..*", paramLabel = "PART.jsonl", description = "All parts of one check, in any order.")
    private List<Path> parts = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text (the default), json, jsonl, sarif, junit, github or html.")
    private ReportForm form = ReportForm.TEXT;

    @Mixin
    private BaselineOptions baseline = new BaselineOptions();

    /**
     * The verb.
     *
     * @param streams where it reads and writes
     */
    public MergeCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        return new Merging(parts).report(streams, form, baseline);
    }
}
