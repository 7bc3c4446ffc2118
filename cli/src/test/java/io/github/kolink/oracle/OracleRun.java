// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Runs trials in guests and keeps a record of what the kernel did, as text: a second run of the same trials reads the
 * record and boots nothing.
 */
final class OracleRun {
    private static final String LINES = "@K ";
    private static final int NOT_GONE = -1;

    private final OracleKernel kernel;
    private final Path records;

    OracleRun(OracleKernel kernel, Path records) {
        this.kernel = kernel;
        this.records = records;
    }

    /** What the kernel made of each trial of a boot, in their order. */
    List<RealLoad> run(TrialBoot boot) throws IOException {
        Path record = records.resolve(kernel.name()).resolve(boot.name() + ".txt");
        Optional<List<RealLoad>> known = read(record, boot);
        if (known.isPresent()) {
            return known.get();
        }
        RealLoad[] results = new RealLoad[boot.trials().size()];
        Path folder = Files.createTempDirectory("kolink-oracle-");
        try {
            int boots = 0;
            int next = 0;
            while (next < results.length) {
                boots++;
                SortedMap<Integer, Trial> rest = rest(boot.trials(), next);
                next = collect(new OracleGuest(kernel, folder).run(rest, boot.commandLine()), boots, next, results);
            }
        } finally {
            for (String each : new String[] {"initrd", "report", "console", "qemu.log"}) {
                Files.deleteIfExists(folder.resolve(each));
            }
            Files.delete(folder);
        }
        List<RealLoad> loads = Arrays.asList(results);
        write(record, boot, loads);
        return loads;
    }

    /** The trials from one on, behind those kept before it. */
    private static SortedMap<Integer, Trial> rest(List<Trial> trials, int from) {
        SortedMap<Integer, Trial> rest = new TreeMap<>();
        for (int i = 0; i < trials.size(); i++) {
            if (i >= from || trials.get(i).kept()) {
                rest.put(i, trials.get(i));
            }
        }
        return rest;
    }

    /** Puts what a guest told where it belongs, and returns the first trial it did not come to. */
    private static int collect(List<String> report, int boot, int from, RealLoad[] results) throws IOException {
        int number = -1;
        int next = from;
        List<String> lines = new ArrayList<>();
        RealLoad.End end = RealLoad.End.CRASHED;
        String errno = "";
        String taints = "";
        int unload = 0;
        for (String line : report) {
            String word = line.length() > 3 ? line.substring(3) : "";
            if (line.startsWith("@S ")) {
                number = Integer.parseInt(word);
                lines.clear();
                end = RealLoad.End.CRASHED;
                errno = "";
                taints = "";
                unload = 0;
            } else if (line.startsWith("@R ")) {
                int result = Integer.parseInt(word);
                end = result == 0 ? RealLoad.End.LOADED : RealLoad.End.REFUSED;
                errno = result == 0 ? "" : Errno.name(-result);
            } else if (line.startsWith("@X ")) {
                end = RealLoad.End.KILLED;
            } else if (line.startsWith("@H")) {
                end = RealLoad.End.HUNG;
            } else if (line.startsWith(LINES)) {
                lines.add(word.substring(word.indexOf(';') + 1));
            } else if (line.startsWith("@M ")) {
                taints = word.contains("(") ? word.replaceAll(".*\\(([A-Z]*)[+-]?\\).*", "$1") : "";
            } else if (line.startsWith("@U ")) {
                unload = Integer.parseInt(word);
            } else if (line.startsWith("@E ") && number >= from) {
                results[number] = new RealLoad(boot, end, errno, KernelLines.essential(lines), taints, unload);
                next = number + 1;
                number = NOT_GONE;
            }
        }
        if (number >= from) { // the guest ended within this trial
            RealLoad.End last = end == RealLoad.End.LOADED || end == RealLoad.End.REFUSED ? RealLoad.End.CRASHED : end;
            results[number] = new RealLoad(boot, last, errno, KernelLines.essential(lines), taints, unload);
            next = number + 1;
        } else if (next == from) {
            throw new IOException("the guest got nowhere: " + report);
        }
        return next;
    }

    private static Optional<List<RealLoad>> read(Path record, TrialBoot boot) throws IOException {
        if (!Files.exists(record)) {
            return Optional.empty();
        }
        List<String> text = Files.readAllLines(record);
        List<RealLoad> loads = new ArrayList<>();
        int at = 1;
        if (!text.get(0).equals("# " + boot.commandLine())) {
            return Optional.empty();
        }
        for (Trial trial : boot.trials()) {
            if (at >= text.size() || !text.get(at).equals("# " + trial.digest() + " " + trial.name())) {
                return Optional.empty();
            }
            int end = at + 2;
            while (end < text.size() && text.get(end).startsWith("  ")) {
                end++;
            }
            loads.add(RealLoad.parse(text.subList(at + 1, end)));
            at = end;
        }
        return at == text.size() ? Optional.of(loads) : Optional.empty();
    }

    private static void write(Path record, TrialBoot boot, List<RealLoad> loads) throws IOException {
        List<String> text = new ArrayList<>();
        text.add("# " + boot.commandLine());
        for (int i = 0; i < loads.size(); i++) {
            Trial trial = boot.trials().get(i);
            text.add("# " + trial.digest() + " " + trial.name());
            text.addAll(loads.get(i).text());
        }
        Files.createDirectories(record.getParent());
        Files.write(record, text);
    }
}
