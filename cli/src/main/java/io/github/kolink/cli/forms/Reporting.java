// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.outcome.Baseline;
import io.github.kolink.cli.outcome.BaselineOptions;
import io.github.kolink.cli.outcome.CheckedKernel;
import io.github.kolink.cli.outcome.CheckedModule;
import io.github.kolink.cli.outcome.Totals;
import io.github.kolink.cli.terminal.ProgressBar;
import io.github.kolink.cli.terminal.Streams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A report in the making: holds modules against the baseline, counts them, and has one form tell of them. */
public final class Reporting implements AutoCloseable {
    private static final int MOST = 20;

    private final Streams streams;
    private final ReportScope scope;
    private final BaselineOptions options;
    private final Baseline baseline;
    private final Totals totals;
    private final CheckReport report;
    private final ProgressBar bar;

    /**
     * Begins a report.
     *
     * @param streams where it goes
     * @param form how it is told
     * @param scope what it is about
     * @param options what counts as a failure
     * @throws IOException if the baseline cannot be read
     */
    public Reporting(Streams streams, ReportForm form, ReportScope scope, BaselineOptions options) throws IOException {
        this.streams = streams;
        this.scope = scope;
        this.options = options;
        this.baseline = options.open();
        this.totals = new Totals(scope.strict());
        this.report = form.open(streams, scope, totals);
        this.bar = new ProgressBar(streams);
    }

    /**
     * The modules that follow were checked for this kernel.
     *
     * @param kernel not told before
     */
    public void kernel(CheckedKernel kernel) {
        report.kernel(kernel);
    }

    /**
     * Takes a module.
     *
     * @param checked the next one
     */
    public void module(CheckedModule checked) {
        // A module that another machine has judged already keeps that judgement.
        CheckedModule module =
                options.known().isPresent() || options.written().isPresent() ? baseline.judge(checked) : checked;
        totals.add(module);
        if (report.shows(module)) {
            bar.clear();
        }
        report.module(module);
    }

    /**
     * Draws how far the work is, on a terminal.
     *
     * @param done files dealt with so far, over both passes of all kernels
     * @param total of so many
     */
    public void progress(int done, int total) {
        if (done == total) {
            bar.clear();
        } else {
            bar.at("checking", done, total);
        }
    }

    /** Prints the rest of the report. */
    @Override
    public void close() throws IOException {
        bar.clear();
        report.close();
    }

    /**
     * Deals with the baseline, after {@link #close()}.
     *
     * @return the command's exit code
     * @throws IOException if the baseline cannot be written
     */
    public int end() throws IOException {
        List<String> unused = baseline.unused();
        if (!unused.isEmpty() && scope.shard().of() == 1) {
            streams.say(options.known().map(Path::toString).orElse("") + ": " + unused.size()
                    + " entries fit no finding any more:");
            unused.stream().limit(MOST).forEach(entry -> streams.say("  " + entry));
            if (unused.size() > MOST) {
                streams.say("  ... and " + (unused.size() - MOST) + " more (--write-baseline leaves them out)");
            }
        }
        Optional<Path> written = options.written();
        if (written.isPresent()) {
            baseline.write(written.get());
            return totals.unreadable() > 0 ? ExitCode.INPUT : ExitCode.OK;
        }
        return totals.exitCode();
    }
}
