// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.capture;

import io.github.kolink.capture.CaptureEstimate;
import io.github.kolink.capture.CaptureListener;
import io.github.kolink.capture.ModuleFacts;
import io.github.kolink.capture.PlannedModule;
import io.github.kolink.cli.terminal.ProgressBar;
import io.github.kolink.cli.terminal.Streams;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Shows what a capture will take and how far it is, and a line for each module that the kernel refused or died of. */
final class CaptureProgress implements CaptureListener {
    private static final int MINUTE = 60;
    /** From here on hours are told [minutes]. */
    private static final int MANY_MINUTES = 100;

    private static final long MEGABYTE = 1_000_000;

    private final Streams streams;
    private final ProgressBar bar;
    private Optional<CaptureEstimate> left = Optional.empty();
    private int refused;
    private int deaths;

    CaptureProgress(Streams streams, ProgressBar bar) {
        this.streams = streams;
        this.bar = bar;
    }

    /** Takes in what came of modules in earlier runs. */
    void known(List<PlannedModule> modules, Map<String, ModuleFacts> outcomes) {
        for (PlannedModule module : modules) {
            ModuleFacts facts = outcomes.get(module.name());
            if (facts != null && facts.death().isPresent()) {
                say(facts.name() + ": not tried again: the guest died while loading it: "
                        + facts.death().get());
            }
            if (facts != null) {
                count(facts);
            }
        }
    }

    private void count(ModuleFacts facts) {
        deaths += facts.death().isPresent() ? 1 : 0;
        refused += facts.death().isEmpty() && facts.result() != 0 ? 1 : 0;
    }

    private void say(String line) {
        bar.clear();
        streams.say(line);
    }

    @Override
    public void starting(int modules, CaptureEstimate estimate) {
        left = Optional.of(estimate);
        say(String.format(Locale.ROOT, "%,d module%s, %s", modules, modules == 1 ? "" : "s", text(estimate)));
    }

    @Override
    public void left(CaptureEstimate estimate) {
        left = Optional.of(estimate);
    }

    @Override
    public void at(String what, int done, int total) {
        if (left.isEmpty()) {
            bar.at(what, done, total);
        } else {
            bar.at(what, done, total, text(left.get()) + " left");
        }
    }

    /** Such as {@code about 12 min and 170 MB}. */
    static String text(CaptureEstimate estimate) {
        long minutes = Math.round((double) estimate.seconds() / MINUTE);
        String time = estimate.seconds() < MINUTE
                ? estimate.seconds() + " s"
                : minutes < MANY_MINUTES ? minutes + " min" : Math.round((double) minutes / MINUTE) + " h";
        long megabytes = Math.max(1, Math.round((double) estimate.bytes() / MEGABYTE));
        return "about " + time + " and " + megabytes + " MB";
    }

    @Override
    public void captured(ModuleFacts facts) {
        count(facts);
        if (facts.death().isPresent()) {
            say(facts.name() + ": the guest died while loading it: "
                    + facts.death().get());
        } else if (facts.result() != 0) {
            say(facts.name() + ": the kernel returned " + facts.result());
        }
    }

    /** Tells how the capture ended. */
    void end(int captured, int modules) {
        say(captured + " of " + modules + " modules captured, " + (modules - captured) + " were there, " + refused
                + " refused by the kernel" + (deaths == 0 ? "" : ", the guest died of " + deaths));
    }

    /** Whether the kernel took all modules, in this run and those before. */
    boolean isComplete() {
        return refused == 0 && deaths == 0;
    }
}
