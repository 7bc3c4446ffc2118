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
        String last = "";
        long first = -1;
        long next = -1;
        try (BufferedReader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            for (@Nullable String line = reader.readLine(); line != null; line = reader.readLine()) {
                Matcher matcher = PAIR.matcher(line);
                if (!last.isEmpty() || line.isEmpty()) {
                    throw broken(path, "has lines behind its summary");
                }
                if (matcher.matches()) {
                    long pair = Long.parseLong(matcher.group(1));
                    if (next >= 0 && pair != next) {
                        throw broken(path, "has pair " + pair + " where pair " + next + " is due");
                    }
                    first = first < 0 ? pair : first;
                    next = pair + 1;
                } else {
                    last = line;
                }
            }
        }
        if (last.isEmpty()) {
            throw broken(path, "has no summary in its last line: it is not complete");
        }
        PartFile part = parse(path, last);
        long begin = part.shard.first(part.pairs);
        long end = part.shard.end(part.pairs);
        boolean right = next < 0 ? begin == end : first == begin && next == end;
        if (!right) {
            throw broken(
                    path,
                    (next < 0 ? "has no pairs" : "has pairs " + first + " to " + (next - 1)) + ", not " + begin + " to "
                            + (end - 1) + " as part " + part.shard);
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
