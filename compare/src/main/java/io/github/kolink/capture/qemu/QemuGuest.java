// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import io.github.kolink.capture.CaptureWriter;
import io.github.kolink.capture.PlannedModule;
import java.io.IOException;

/** A guest in QEMU, with all that is to be closed when it is not needed any more. */
final class QemuGuest implements BootedGuest {
    private static final String PANIC = "Kernel panic";

    private final QemuProcess qemu;
    private final CaptureWriter writer;
    private final GuestLoad load;

    QemuGuest(QemuProcess qemu, CaptureWriter writer, GuestLoad load) {
        this.qemu = qemu;
        this.writer = writer;
        this.load = load;
    }

    @Override
    public long load(PlannedModule planned, int order, boolean isNew) throws IOException {
        try {
            return load.load(planned, order, isNew);
        } catch (GuestDeath e) {
            throw e;
        } catch (IOException e) {
            throw new IOException(e.getMessage() + qemu.tail(), e);
        }
    }

    @Override
    public CaptureWriter writer() {
        return writer;
    }

    /** What a kernel says when it panics, without the time it says it at. */
    @Override
    public String lastWords() {
        return qemu.tail()
                .lines()
                .filter(line -> line.contains(PANIC))
                .map(line -> line.substring(line.indexOf(PANIC)).strip())
                .reduce("", (first, last) -> last);
    }

    @Override
    public void close() {
        qemu.close();
    }
}
