// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps other processes from a file of marks while it is read, changed and replaced: the kernel may start several helpers at
 * once (up to 50, kernel/module/kmod.c). A file beside it, {@code NAME.lock}, is locked; the kernel unlocks it if the process
 * dies.
 */
public final class MarksLock implements Closeable {
    private final FileChannel file;

    private MarksLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Waits for it.
     *
     * @param marks the file of marks; its directory is there
     * @return held until it is closed
     * @throws IOException if it cannot be made or locked
     */
    public static MarksLock of(Path marks) throws IOException {
        FileChannel file = FileChannel.open(
                marks.resolveSibling(marks.getFileName() + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        try {
            file.lock();
            return new MarksLock(file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
