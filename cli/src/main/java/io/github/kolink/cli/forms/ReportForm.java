// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import io.github.kolink.cli.outcome.Totals;
import io.github.kolink.cli.terminal.Streams;
import java.util.Locale;

/** Forms of the report, as {@code --format} names them. */
public enum ReportForm {
    /** For people. */
    TEXT,
    /** For programs, in one piece. */
    JSON,
    /** For programs, one module a line; parts of a check can be merged. */
    JSONL,
    /** For code scanning: SARIF 2.1.0. */
    SARIF,
    /** For CI servers that show tests. */
    JUNIT,
    /** For GitHub's workflow log: annotations. */
    GITHUB,
    /** For people who would rather look: one page, modules down, kernels across. */
    HTML;

    CheckReport open(Streams streams, ReportScope scope, Totals totals) {
        return switch (this) {
            case TEXT -> scope.kernels() > 1 ? new MatrixText(streams, totals) : new TextReport(streams, scope, totals);
            case JSON -> new JsonReport(streams.out(), totals);
            case JSONL -> new JsonLinesReport(streams.out(), scope, totals);
            case SARIF -> new SarifReport(streams.out(), scope);
            case JUNIT -> new JunitReport(streams.out(), totals);
            case GITHUB -> new GithubReport(streams.out(), totals);
            case HTML -> new MatrixHtml(streams.out(), totals);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
