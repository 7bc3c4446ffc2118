// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.check;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.cli.forms.ReportForm;
import io.github.kolink.cli.forms.ReportScope;
import io.github.kolink.cli.forms.Reporting;
import io.github.kolink.cli.outcome.CheckedKernel;
import io.github.kolink.cli.outcome.CheckedModule;
import io.github.kolink.cli.outcome.Shard;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.ModuleTree;
import io.github.kolink.relocate.RelocationCatalogue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The modules of a check, asked of one kernel after the other; only one kernel is open at a time. */
final class CheckRun {
    private final List<Path> files;
    private final List<String> kernels;
    private final Shard shard;
    private final int threads;

    /** Opens the kernel of a name. */
    interface Opener {
        OpenKernel open(String name) throws IOException;
    }

    CheckRun(List<Path> files, List<String> kernels, Shard shard, int threads) {
        this.files = files;
        this.kernels = kernels;
        this.shard = shard;
        this.threads = threads;
    }

    /** What the report of this part is about. */
    ReportScope scope(ReportForm form, boolean strict) {
        return new ReportScope(pairs(), kernels.size(), shard, form == ReportForm.JSONL ? digest() : "", strict);
    }

    private String digest() {
        Hasher digest = Hashing.sha256().newHasher();
        kernels.forEach(kernel -> digest.putString(kernel + "\0", StandardCharsets.UTF_8));
        files.forEach(file -> digest.putString("\n" + file, StandardCharsets.UTF_8));
        return digest.hash().toString();
    }

    private long pairs() {
        return (long) files.size() * kernels.size();
    }

    /** Asks each kernel that has a pair in this part. */
    void ask(Opener opener, Reporting reporting) throws IOException {
        for (int i = 0; i < kernels.size(); i++) {
            long base = (long) i * files.size();
            int from = (int) Math.min(Math.max(shard.first(pairs()) - base, 0), files.size());
            int to = (int) Math.min(Math.max(shard.end(pairs()) - base, 0), files.size());
            if (from < to) {
                OpenKernel kernel = opener.open(kernels.get(i));
                reporting.kernel(kernel.told());
                kernel.check()
                        .on(threads)
                        .check(
                                files,
                                kernel.providers(),
                                from,
                                to,
                                new Listener(reporting, kernel, i, kernels.size(), base + from));
            }
        }
    }

    /** Passes results on, in the order of the pairs. */
    private static final class Listener implements ModuleTree.Listener {
        private final Reporting reporting;
        private final CheckedKernel kernel;
        private final RelocationCatalogue types;
        private final int index;
        private final int kernels;
        private long pair;

        Listener(Reporting reporting, OpenKernel kernel, int index, int kernels, long pair) {
            this.reporting = reporting;
            this.kernel = kernel.told();
            this.types = kernel.types();
            this.index = index;
            this.kernels = kernels;
            this.pair = pair;
        }

        @Override
        public void progress(int done, int total) {
            reporting.progress(index * total + done, kernels * total);
        }

        @Override
        public void linked(Path file, LinkResult result) {
            reporting.module(CheckedModule.of(pair++, kernel.name(), file.toString(), result, types));
        }

        @Override
        public void unreadable(Path file, IOException problem) {
            reporting.module(
                    CheckedModule.unreadable(pair++, kernel.name(), file.toString(), Failure.describe(problem)));
        }
    }
}
