// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import io.github.kolink.elf.ElfFile;
import java.io.IOException;
import java.io.InputStream;

/** The guest's process 1: the program that {@code compare/guest/build} makes. */
final class GuestInit {
    private final byte[] bytes;

    private GuestInit(byte[] bytes) {
        this.bytes = bytes;
    }

    static GuestInit of(GuestMachine machine) throws IOException {
        String name = "init-" + machine.unameMachine();
        try (InputStream in = GuestInit.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("this kolink was built without " + name + ": run compare/guest/build");
            }
            return new GuestInit(in.readAllBytes());
        }
    }

    /** Puts it into the guest's first file system, with the folders it mounts on. */
    void into(InitramfsArchive archive) throws IOException {
        archive.directory("proc");
        archive.directory("sys");
        archive.directory("dev");
        archive.device("dev/console", 5, 1);
        archive.file("init", bytes);
    }

    /** Where it waits for the host [address in its process]. */
    long hostCall() throws IOException {
        ElfFile init = ElfFile.parse("init", bytes);
        return init.symbols().value(init.symbols().indexOf("host_call"));
    }
}
