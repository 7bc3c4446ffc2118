// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.terminal;

import java.util.Locale;

/** How far a long piece of work is, on one line of the terminal that is gone afterwards; silent without a terminal. */
public final class ProgressBar {
    private static final long FIRST_AFTER = 400_000_000L;
    private static final long NEXT_AFTER = 100_000_000L;
    private static final int WIDTH = 28;

    private final Streams streams;
    private final long start = System.nanoTime();
    private long next = start + FIRST_AFTER;
    private boolean shown;

    /**
     * A line that is not drawn yet.
     *
     * @param streams where it is drawn
     */
    public ProgressBar(Streams streams) {
        this.streams = streams;
    }

    /**
     * Draws the line for files that are all read, then all linked, if it is time to.
     *
     * @param done files dealt with so far, over both passes
     * @param total twice the number of files
     */
    public void at(int done, int total) {
        at(done < total / 2 ? "reading" : "linking", done, total);
    }

    /**
     * Draws the line, if it is time to.
     *
     * @param what is being done
     * @param done so many
     * @param total of so many
     */
    public void at(String what, int done, int total) {
        if (!isTime(System.nanoTime(), total)) {
            return; // before a text is made: this is called for each file
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        at(what, done, total, done == 0 ? "" : duration((long) Math.ceil(seconds * (total - done) / done)) + " left");
    }

    /**
     * Draws the line with what is left as somebody else knows it, if it is time to.
     *
     * @param what is being done
     * @param done so many
     * @param total of so many
     * @param left such as {@code 3 min left}; may be empty
     */
    public void at(String what, int done, int total, String left) {
        long now = System.nanoTime();
        if (!isTime(now, total)) {
            return;
        }
        next = now + NEXT_AFTER;
        int filled = (int) ((long) WIDTH * done / total);
        streams.err()
                .print(String.format(
                        Locale.ROOT,
                        "\r\033[K%-8s [%s%s] %3d %%%s",
                        what,
                        "#".repeat(filled),
                        "-".repeat(WIDTH - filled),
                        100L * done / total,
                        left.isEmpty() ? "" : "  " + left));
        streams.err().flush();
        shown = true;
    }

    private boolean isTime(long now, int total) {
        return streams.terminal().err() && now - next >= 0 && total > 0;
    }

    /** Removes the line, before something else is printed or at the end. */
    public void clear() {
        if (shown) {
            streams.err().print("\r\033[K");
            streams.err().flush();
            shown = false;
        }
    }

    private static String duration(long seconds) {
        return seconds < 60 ? seconds + " s" : String.format(Locale.ROOT, "%d:%02d min", seconds / 60, seconds % 60);
    }
}
