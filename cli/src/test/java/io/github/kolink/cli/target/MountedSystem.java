// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.target;

import static io.github.kolink.cli.CommandRun.x86;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A system's root directory made of our test modules and their kernel. */
public final class MountedSystem {
    /** The release its kernel says it has. */
    public static final String RELEASE = "6.1.0-kolink";

    private static final byte[] NOTE = {4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, 'G', 'N', 'U', 0};

    private final Path root;

    private MountedSystem(Path root) {
        this.root = root;
    }

    /** A system below an empty folder: what {@code uname -r} prints, symbols, and the module "exporter". */
    public static MountedSystem below(Path folder) throws IOException {
        MountedSystem system = new MountedSystem(folder);
        system.with("proc/sys/kernel/osrelease", RELEASE + "\n");
        system.with("proc/kallsyms", Files.readString(x86("kallsyms")));
        system.with("lib/modules/" + RELEASE + "/kernel/exporter.ko", Files.readAllBytes(x86("exporter.ko")));
        return system;
    }

    public MountedSystem with(String file, String text) throws IOException {
        return with(file, text.getBytes(StandardCharsets.UTF_8));
    }

    public MountedSystem with(String file, byte[] bytes) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, bytes);
        return this;
    }

    /** Lets the kernel show a build ID of 20 times one byte, behind a note that is none. */
    public MountedSystem withBuildId(int value) throws IOException {
        byte[] notes = new byte[20 + NOTE.length + 20];
        notes[0] = 4;
        notes[4] = 4;
        notes[8] = 1;
        System.arraycopy(NOTE, 12, notes, 12, 4);
        System.arraycopy(NOTE, 0, notes, 20, NOTE.length);
        Arrays.fill(notes, 20 + NOTE.length, notes.length, (byte) value);
        return with("sys/kernel/notes", notes);
    }

    public Path root() {
        return root;
    }
}
