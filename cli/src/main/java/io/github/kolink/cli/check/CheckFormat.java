// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.check;

import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.kernel.KernelTarget;
import java.util.Locale;

/** Forms of the report, as {@code --format} names them. */
enum CheckFormat {
    TEXT,
    JSON;

    /** Begins a report of so many files. */
    CheckReport open(Streams streams, KernelTarget target, CheckTotals totals, int files) {
        return switch (this) {
            case TEXT -> new CheckTextReport(streams, target, totals, files);
            case JSON -> new CheckJsonReport(streams.out(), totals);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
