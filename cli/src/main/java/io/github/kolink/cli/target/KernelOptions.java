// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.target;

import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The options that say what kernel modules are linked for. */
@Command
public final class KernelOptions {
    private static final String RELEASE = "\\d{1,4}\\.\\d{1,4}.*";

    @Option(
            names = "--kernel",
            paramLabel = "SNAPSHOT",
            description = {
                "The kernel: a snapshot file, a kernel image (vmlinuz, Image), /proc/kallsyms or a copy of it, a"
                        + " System.map, or a Module.symvers; recognised by content. Several are merged."
            })
    private List<Path> kernels = new ArrayList<>();

    @Option(
            names = "--symvers",
            paramLabel = "FILE",
            description = "The kernel's Module.symvers: export classes, CRCs, namespaces. Merged too.")
    private List<Path> symvers = new ArrayList<>();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The kernel's configuration. Merged too; without one the usual options are assumed.")
    private List<Path> configs = new ArrayList<>();

    @Option(
            names = "--cpu-erratum",
            paramLabel = "N",
            description = "Work around this CPU erratum, as the kernel does where it finds it: 843419 (arm64).")
    private List<String> errata = new ArrayList<>();

    private List<String> generation = new ArrayList<>();

    /** No options yet; picocli sets them. */
    public KernelOptions() {}

    @Option(
            names = "--generation",
            paramLabel = "RELEASE",
            description = {
                "Behave as the loader of this kernel release does (6.1, 6.4, 6.12 ...), whatever release the snapshot"
                        + " is of."
            })
    void setGeneration(String release) {
        if (!release.matches(RELEASE)) {
            throw new TypeConversionException("'" + release + "' is no kernel release such as 6.1");
        }
        generation = List.of(release);
    }

    /**
     * Takes an option without picocli.
     *
     * @param name of the option
     * @param value its value
     * @return false if it is none of those that are said most often
     */
    public boolean take(String name, String value) {
        switch (name) {
            case "--kernel" -> kernels.add(Path.of(value));
            case "--symvers" -> symvers.add(Path.of(value));
            case "--config" -> configs.add(Path.of(value));
            default -> {
                return false;
            }
        }
        return true;
    }

    /**
     * All sources as one snapshot.
     *
     * @param shelf the snapshots that are open already
     * @return the merged snapshot
     * @throws IOException if a source cannot be read
     */
    public KernelSnapshot snapshot(SnapshotShelf shelf) throws IOException {
        List<Path> sources = new ArrayList<>(kernels);
        sources.addAll(symvers);
        sources.addAll(configs);
        return shelf.open(sources);
    }

    /**
     * Each source by itself, for a command that merges them with others.
     *
     * @param shelf the snapshots that are open already
     * @return a snapshot per source
     * @throws IOException if a source cannot be read
     */
    public List<KernelSnapshot> parts(SnapshotShelf shelf) throws IOException {
        List<Path> sources = new ArrayList<>(symvers);
        sources.addAll(configs);
        List<KernelSnapshot> parts = new ArrayList<>();
        for (Path source : sources) {
            parts.add(shelf.open(List.of(source)));
        }
        return parts;
    }

    /**
     * Whether the command line names a kernel.
     *
     * @return true if {@code --kernel} was given
     */
    public boolean namesKernel() {
        return !kernels.isEmpty();
    }

    /**
     * Ends the command as wrong usage without {@code --kernel}.
     *
     * @param spec the command
     */
    public void require(CommandSpec spec) {
        if (kernels.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Missing option: --kernel=SNAPSHOT");
        }
    }

    /**
     * Whether nothing was given at all.
     *
     * @return true if so
     */
    public boolean isEmpty() {
        return kernels.isEmpty() && symvers.isEmpty() && configs.isEmpty() && errata.isEmpty() && generation.isEmpty();
    }

    /** At most one release. */
    List<String> generation() {
        return generation;
    }

    List<String> errata() {
        return errata;
    }
}
