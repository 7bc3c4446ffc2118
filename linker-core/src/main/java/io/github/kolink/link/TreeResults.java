// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands results on in the order of the files, whatever the order in which they come. Called by one thread at a time. */
final class TreeResults {
    private final List<Path> files;
    private final int total;
    private final int from;
    private final int to;
    private final ModuleTree.Listener listener;
    /** By file wanted: what is to be handed on when all before it was. */
    private final @Nullable Runnable[] waiting;

    private int next;
    private int done;

    /**
     * Results of some files.
     *
     * @param files all files
     * @param total how many of them are the tree's own, for telling the progress
     * @param from number of the first one whose result is handed on
     * @param to one more than the number of the last one
     * @param listener takes them
     */
    TreeResults(List<Path> files, int total, int from, int to, ModuleTree.Listener listener) {
        this.files = files;
        this.total = total;
        this.from = from;
        this.to = to;
        this.listener = listener;
        this.next = from;
        this.waiting = new Runnable[to - from];
    }

    /** A file was read for the first time. */
    void read(int file) {
        if (file < total) {
            listener.progress(done++, 2 * total);
        }
    }

    /** Whether the result of a file is handed on. */
    boolean wants(int file) {
        return file >= from && file < to;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    void linked(int file, LinkResult result) {
        take(file, () -> listener.linked(files.get(file), result));
    }

    void unreadable(int file, IOException problem) {
        take(file, () -> listener.unreadable(files.get(file), problem));
    }

    private void take(int file, Runnable result) {
        if (!wants(file)) {
            return; // linked for others only
        }
        waiting[file - from] = result;
        for (; next < to; next++) {
            Runnable ready = waiting[next - from];
            if (ready == null) {
                return;
            }
            waiting[next - from] = null;
            listener.progress(done++, 2 * total);
            ready.run();
        }
    }

    void end() {
        listener.progress(2 * total, 2 * total);
    }
}
