// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.target;

import io.github.kolink.loadcheck.CertificateFile;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options that say what decides a load beside the kernel. */
@Command
public final class LoadOptions {
    @Option(
            names = "--modules",
            paramLabel = "DIR",
            description = "The kernel's own modules: they provide what depends= names, and tell the kernel's vermagic"
                    + " and struct module.")
    private Optional<Path> modules = Optional.empty();

    @Option(names = "--cmdline", paramLabel = "TEXT", description = "The kernel's command line.")
    private Optional<String> commandLine = Optional.empty();

    @Option(
            names = "--loaded",
            paramLabel = "FILE",
            description = "What is loaded already: /proc/modules or a copy of it.")
    private Optional<Path> loaded = Optional.empty();

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = "A certificate the kernel trusts (PEM or DER), beside those in its image.")
    private List<Path> certificates = new ArrayList<>();

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "Without --kernel: take the kernel of the system mounted here, instead of the running one.")
    private Path root = Path.of("/");

    /** No options yet; picocli sets them. */
    public LoadOptions() {}

    /**
     * The kernel that runs, for a command line that names none.
     *
     * @return the kernel of {@code --root}
     * @throws IOException if it cannot be read
     */
    public RunningKernel running() throws IOException {
        return RunningKernel.of(root);
    }

    /**
     * The kernel's modules, if they were given.
     *
     * @return their directory
     * @throws IOException if it cannot be read
     */
    public Optional<ModuleDirectory> modules() throws IOException {
        return modules.isEmpty() ? Optional.empty() : Optional.of(ModuleDirectory.below(modules.get()));
    }

    /**
     * What the options tell of the system.
     *
     * @return parts of a snapshot, to be merged before what other sources tell of it
     * @throws IOException if a file cannot be read
     */
    public List<KernelSnapshot> parts() throws IOException {
        List<KernelSnapshot> parts = new ArrayList<>();
        if (commandLine.isPresent()) {
            parts.add(SystemSources.commandLine(commandLine.get(), "--cmdline"));
        }
        if (loaded.isPresent()) {
            parts.add(SystemSources.loaded(loaded.get()));
        }
        return parts;
    }

    /**
     * The certificates.
     *
     * @return X.509 [DER]
     * @throws IOException if a file cannot be read or holds no certificate
     */
    public List<byte[]> certificates() throws IOException {
        List<byte[]> read = new ArrayList<>();
        for (Path file : certificates) {
            read.addAll(CertificateFile.read(file));
        }
        return read;
    }
}
