// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.target;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.SymbolSourceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The kernel a system runs, from whatever of it can be read; with another root, the kernel of a mounted system. */
public final class RunningKernel {
    private static final List<String> IMAGES = List.of("boot/vmlinuz-%s", "lib/modules/%s/vmlinuz", "boot/vmlinux-%s");
    private static final List<String> SYMVERS = List.of(
            "lib/modules/%s/build/Module.symvers",
            "usr/src/linux-headers-%s/Module.symvers",
            "usr/src/kernels/%s/Module.symvers",
            "lib/modules/%s/symvers.gz",
            "lib/modules/%s/symvers.xz",
            "lib/modules/%s/symvers.zst",
            "boot/symvers-%s.gz");
    private static final List<String> CONFIGS =
            List.of("proc/config.gz", "boot/config-%s", "lib/modules/%s/config", "lib/modules/%s/build/.config");

    private final Path root;
    private final String release;
    private final List<String> notes = new ArrayList<>();

    private RunningKernel(Path root, String release) {
        this.root = root;
        this.release = release;
    }

    /**
     * The kernel of a system.
     *
     * @param root its root directory; {@code /} for this one
     * @return the kernel that it runs; where {@code /proc} is not there, the only one that it has modules of
     * @throws IOException if a directory cannot be read
     * @throws Failure if no kernel or several are found
     */
    public static RunningKernel of(Path root) throws IOException {
        Path running = root.resolve("proc/sys/kernel/osrelease");
        if (Files.isReadable(running)) {
            return new RunningKernel(root, Files.readString(running).strip());
        }
        List<String> installed = installed(root);
        if (installed.size() != 1) {
            throw new Failure(
                    ExitCode.UNKNOWN,
                    root + ": which kernel? "
                            + (installed.isEmpty()
                                    ? "Neither proc/sys/kernel/osrelease nor lib/modules tells; name it with --kernel"
                                    : "lib/modules has " + String.join(", ", installed) + "; name one with --kernel"));
        }
        return new RunningKernel(root, installed.get(0));
    }

    private static List<String> installed(Path root) throws IOException {
        Path modules = root.resolve("lib/modules");
        if (!Files.isDirectory(modules)) {
            return List.of();
        }
        try (Stream<Path> releases = Files.list(modules)) {
            return releases.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    /**
     * The release.
     *
     * @return as {@code uname -r} prints it
     */
    public String release() {
        return release;
    }

    /**
     * What could not be read, and why.
     *
     * @return a line per file that is there but did not help; filled by {@link #parts}
     */
    public List<String> notes() {
        return notes;
    }

    /**
     * The kernel's modules.
     *
     * @return empty if the system has none of this release
     * @throws IOException if the directory cannot be read
     */
    public Optional<ModuleDirectory> modules() throws IOException {
        Path directory = root.resolve("lib/modules/" + release);
        return Files.isDirectory(directory) ? Optional.of(ModuleDirectory.below(directory)) : Optional.empty();
    }

    /**
     * Everything that tells of the kernel.
     *
     * @return at least one part
     * @throws IOException if nothing can be read
     * @throws Failure if nothing tells of the kernel
     */
    public List<KernelSnapshot> parts() throws IOException {
        List<KernelSnapshot> parts = new ArrayList<>();
        first(IMAGES, KernelSnapshot::open).ifPresent(parts::add);
        first(List.of("proc/kallsyms"), KernelSnapshot::open)
                .filter(KernelSnapshot::hasAddresses)
                .ifPresent(parts::add);
        first(SYMVERS, KernelSnapshot::open).ifPresent(parts::add);
        first(CONFIGS, KernelSnapshot::open).ifPresent(parts::add);
        if (parts.isEmpty()) {
            throw new Failure(
                    ExitCode.UNKNOWN,
                    root + ": nothing tells of kernel " + release + ": tried "
                            + String.join(", ", IMAGES).replace("%s", release) + ", proc/kallsyms"
                            + (notes.isEmpty() ? "" : " (" + String.join("; ", notes) + ")")
                            + "; name the kernel with --kernel");
        }
        first(
                        List.of("proc/cmdline"),
                        file -> SystemSources.commandLine(
                                Files.readString(file, StandardCharsets.ISO_8859_1), "/proc/cmdline"))
                .ifPresent(parts::add);
        first(List.of("proc/modules"), SystemSources::loaded).ifPresent(parts::add);
        first(List.of("lib/modules/%s/modules.builtin.modinfo"), SystemSources::builtin)
                .ifPresent(parts::add);
        return parts;
    }

    /**
     * The kernel's configuration.
     *
     * @return empty if it is nowhere to be read
     */
    public Optional<KernelSnapshot> configuration() {
        return first(CONFIGS, KernelSnapshot::open);
    }

    /**
     * The kernel's exports, with namespaces and versions.
     *
     * @return {@code Module.symvers}; empty if there is none
     */
    public Optional<KernelSnapshot> exports() {
        return first(SYMVERS, KernelSnapshot::open);
    }

    /**
     * The build ID of the kernel that runs.
     *
     * @return [hex]; empty if the kernel does not show it
     * @throws IOException if the notes cannot be read
     */
    public Optional<String> buildId() throws IOException {
        Path notes = root.resolve("sys/kernel/notes");
        return Files.isReadable(notes) ? buildId(Files.readAllBytes(notes)) : Optional.empty();
    }

    /** A note: name size, contents size, type, then both, each padded to 4 bytes; numbers in the kernel's byte order. */
    static Optional<String> buildId(byte[] notes) {
        byte[] gnu = {'G', 'N', 'U', 0};
        for (int at = 12; at + gnu.length <= notes.length; at += 4) {
            int size = Math.max(notes[at - 8], notes[at - 5]); // 20, little or big endian
            boolean named = java.util.Arrays.equals(notes, at, at + gnu.length, gnu, 0, gnu.length);
            boolean buildId = Math.max(notes[at - 4], notes[at - 1]) == 3;
            if (named && buildId && size > 0 && at + 4 + size <= notes.length) {
                return Optional.of(HexFormat.of().formatHex(notes, at + 4, at + 4 + size));
            }
        }
        return Optional.empty();
    }

    /** Reads a file. */
    @FunctionalInterface
    private interface Reader {
        KernelSnapshot read(Path file) throws IOException;
    }

    private Optional<KernelSnapshot> first(List<String> places, Reader reader) {
        for (String place : places) {
            Path file = root.resolve(String.format(place, release));
            if (Files.exists(file)) {
                try {
                    return Optional.of(reader.read(file));
                } catch (SymbolSourceException | Failure e) {
                    notes.add(e.getMessage());
                } catch (IOException e) {
                    notes.add(Failure.describe(e));
                }
            }
        }
        return Optional.empty();
    }
}
