// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.cli.outcome.BaselineOptions;
import io.github.kolink.cli.outcome.Shard;
import io.github.kolink.cli.terminal.Streams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Puts the parts of a check together. Nothing is printed unless each part is there, once, and whole. */
public final class Merging {
    private final List<PartFile> parts = new ArrayList<>();

    /**
     * The parts of one check.
     *
     * @param files what {@code --format jsonl} wrote, in any order
     * @throws IOException if one cannot be read
     * @throws Failure if they are not the parts of one check, each once
     */
    public Merging(List<Path> files) throws IOException {
        for (Path file : files) {
            parts.add(PartFile.open(file));
        }
        PartFile first = parts.get(0);
        TreeMap<Integer, PartFile> byIndex = new TreeMap<>();
        for (PartFile part : parts) {
            if (part.shard().of() != first.shard().of()
                    || part.pairs() != first.pairs()
                    || !part.digest().equals(first.digest())) {
                throw broken(first.path() + " and " + part.path() + " are not parts of the same check");
            }
            PartFile same = byIndex.put(part.shard().index(), part);
            if (same != null) {
                throw broken(same.path() + " and " + part.path() + " are both part " + part.shard());
            }
        }
        List<String> missing = new ArrayList<>();
        for (int index = 1; index <= first.shard().of(); index++) {
            if (!byIndex.containsKey(index)) {
                missing.add(index + "/" + first.shard().of());
            }
        }
        if (!missing.isEmpty()) {
            throw broken("missing: part " + String.join(", ", missing));
        }
        parts.sort(Comparator.comparingInt(part -> part.shard().index()));
    }

    private static Failure broken(String why) {
        return new Failure(ExitCode.INPUT, why);
    }

    /**
     * Reports all parts as one.
     *
     * @param streams where the report goes
     * @param form how it is told
     * @param options what counts as a failure
     * @return the command's exit code
     * @throws IOException if a part cannot be read
     */
    public int report(Streams streams, ReportForm form, BaselineOptions options) throws IOException {
        PartFile first = parts.get(0);
        ReportScope scope =
                new ReportScope(first.pairs(), first.kernelCount(), Shard.WHOLE, first.digest(), options.strict());
        Reporting reporting = new Reporting(streams, form, scope, options);
        try (reporting) {
            Set<String> told = new HashSet<>();
            for (PartFile part : parts) {
                part.read(module -> {
                    if (told.add(module.kernel())) {
                        part.kernels().stream()
                                .filter(kernel -> kernel.name().equals(module.kernel()))
                                .findFirst()
                                .ifPresent(reporting::kernel);
                    }
                    reporting.module(module);
                });
            }
        }
        return reporting.end();
    }
}
