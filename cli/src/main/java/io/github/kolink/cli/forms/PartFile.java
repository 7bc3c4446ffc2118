// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.cli.outcome.CheckedKernel;
import io.github.kolink.cli.outcome.CheckedModule;
import io.github.kolink.cli.outcome.Shard;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a check, as {@code --format jsonl} wrote it: whole, and with the pairs that such a part has, or not opened.
 *
 * @param path the file
 * @param shard which part it is
 * @param pairs in all parts
 * @param kernelCount in all parts
 * @param digest over the names of all pairs
 * @param kernels those of this part
 */
record PartFile(Path path, Shard shard, long pairs, int kernelCount, String digest, List<CheckedKernel> kernels) {
    private static final Pattern PAIR = Pattern.compile("\\{\"pair\":(\\d{1,18}),.*");

    /** Takes the modules of a part, in order. */
    interface Listener {
        void module(CheckedModule module);
    }

    static PartFile open(Path path) throws IOException {
        List<Long> pairs = new ArrayList<>();
        String last = "";
        try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            for (@Nullable String line = reader.readLine(); line != null; line = reader.readLine()) {
                Matcher pair = PAIR.matcher(line);
                if (!last.isEmpty() || line.isEmpty()) {
                    throw broken(path, "has lines behind its summary");
                }
                if (pair.matches()) {
                    pairs.add(Long.valueOf(pair.group(1)));
                } else {
                    last = line;
                }
            }
        }
        if (last.isEmpty()) {
            throw broken(path, "has no summary in its last line: it is not complete");
        }
        PartFile part = parse(path, last);
        long expected = part.shard.first(part.pairs);
        for (long pair : pairs) {
            if (pair != expected++) {
                throw broken(path, "has pair " + pair + " where pair " + (expected - 1) + " is due");
            }
        }
        if (expected != part.shard.end(part.pairs)) {
            throw broken(path, "lacks pairs " + expected + " to " + (part.shard.end(part.pairs) - 1));
        }
        return part;
    }

    private static PartFile parse(Path path, String line) {
        try {
            JsonObject json = JsonObject.parse(line);
            JsonObject shard = json.object("shard");
            return new PartFile(
                    path,
                    new Shard((int) shard.number("index"), (int) shard.number("of")),
                    shard.number("pairs"),
                    (int) shard.number("kernels"),
                    shard.text("digest"),
                    json.objects("kernels").stream().map(ModuleLine::kernel).toList());
        } catch (IllegalArgumentException e) {
            throw broken(path, "is not what 'kolink check --format jsonl' writes: " + e.getMessage());
        }
    }

    /** Reads all its modules. */
    void read(Listener listener) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            long left = shard.end(pairs) - shard.first(pairs);
            for (@Nullable String line = reader.readLine(); line != null && left > 0; line = reader.readLine()) {
                left--;
                try {
                    listener.module(ModuleLine.module(JsonObject.parse(line)));
                } catch (IllegalArgumentException e) {
                    throw broken(path, "is not what 'kolink check --format jsonl' writes: " + e.getMessage());
                }
            }
        }
    }

    private static Failure broken(Path path, String why) {
        return new Failure(ExitCode.INPUT, path + " " + why);
    }
}
