// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.capture;

import io.github.kolink.capture.CaptureListener;
import io.github.kolink.capture.ModuleFacts;
import io.github.kolink.cli.terminal.ProgressBar;
import io.github.kolink.cli.terminal.Streams;

/** Shows how far a capture is, and a line for each module the kernel refused. */
final class CaptureProgress implements CaptureListener {
    private final Streams streams;
    private final ProgressBar bar;
    private int refused;

    CaptureProgress(Streams streams, ProgressBar bar) {
        this.streams = streams;
        this.bar = bar;
    }

    @Override
    public void at(String what, int done, int total) {
        bar.at(what, done, total);
    }

    @Override
    public void captured(ModuleFacts facts, int sections) {
        if (facts.result() != 0) {
            refused++;
            bar.clear();
            streams.say(facts.name() + ": the kernel returned " + facts.result());
        }
    }

    /** Tells how the capture ended. */
    void end(int captured, int modules) {
        bar.clear();
        streams.say(captured + " of " + modules + " modules captured, " + (modules - captured) + " were there, "
                + refused + " refused by the kernel");
    }

    int refused() {
        return refused;
    }
}
