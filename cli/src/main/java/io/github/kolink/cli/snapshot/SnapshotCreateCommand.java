// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.snapshot;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.cli.target.ModuleDirectory;
import io.github.kolink.cli.target.RunningKernel;
import io.github.kolink.cli.target.SystemSources;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.SourceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kolink snapshot create}. */
@Command(
        name = "create",
        header = "Make a snapshot of a kernel from its files.",
        description = {
            "%nMerges what the files know; each may be compressed. What they disagree about is told. The image alone"
                    + " is enough to link; Module.symvers adds CRCs, the config removes assumptions.%n"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kolink snapshot create --image /boot/vmlinuz-6.1.0-56-amd64 -o k.snapshot",
            "  kolink snapshot create --running -o running.snapshot"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "2:wrong usage", "4:a file could not be read or written"})
final class SnapshotCreateCommand implements Callable<Integer> {
    private final Streams streams;

    @Option(names = "--image", paramLabel = "FILE", description = "Kernel image: vmlinuz, bzImage, Image, vmlinux.")
    private List<Path> images = new ArrayList<>();

    @Option(names = "--kallsyms", paramLabel = "FILE", description = "/proc/kallsyms or a copy of it, read as root.")
    private List<Path> kallsyms = new ArrayList<>();

    @Option(names = "--system-map", paramLabel = "FILE", description = "System.map of the build.")
    private List<Path> maps = new ArrayList<>();

    @Option(names = "--symvers", paramLabel = "FILE", description = "Module.symvers of the build.")
    private List<Path> symvers = new ArrayList<>();

    @Option(names = "--config", paramLabel = "FILE", description = "Configuration of the build.")
    private List<Path> configs = new ArrayList<>();

    @Option(
            names = "--module",
            paramLabel = "FILE",
            description = "A module of this kernel: tells its vermagic and the shape of struct module.")
    private List<Path> modules = new ArrayList<>();

    @Option(names = "--loaded", paramLabel = "FILE", description = "/proc/modules or a copy of it.")
    private List<Path> loaded = new ArrayList<>();

    @Option(
            names = "--builtin",
            paramLabel = "FILE",
            description = "modules.builtin.modinfo: which built-in modules have parameters.")
    private List<Path> builtin = new ArrayList<>();

    @Option(names = "--cmdline", paramLabel = "TEXT", description = "The kernel's command line.")
    private List<String> commandLines = new ArrayList<>();

    @Option(
            names = "--running",
            description = "All of these of the kernel that runs, as far as they can be read (as root: addresses too).")
    private boolean running;

    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "With --running: the kernel of the system mounted here.")
    private Path root = Path.of("/");

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "OUT",
            description = "The snapshot to write.")
    private Path output = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    SnapshotCreateCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        List<KernelSnapshot> parts = new ArrayList<>();
        open(images, SourceKind.KERNEL_IMAGE, "--image", parts);
        open(kallsyms, SourceKind.SYMBOL_LIST, "--kallsyms", parts);
        open(maps, SourceKind.SYMBOL_LIST, "--system-map", parts);
        open(symvers, SourceKind.MODULE_SYMVERS, "--symvers", parts);
        open(configs, SourceKind.KERNEL_CONFIG, "--config", parts);
        for (Path file : modules) {
            parts.add(SystemSources.module(file));
        }
        for (Path file : loaded) {
            parts.add(SystemSources.loaded(file));
        }
        for (Path file : builtin) {
            parts.add(SystemSources.builtin(file));
        }
        for (String words : commandLines) {
            parts.add(SystemSources.commandLine(words, "--cmdline"));
        }
        if (running) {
            addRunning(parts);
        }
        if (parts.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Give at least one of --image, --kallsyms, --system-map, --symvers, --config, or --running");
        }
        if (Files.exists(output) && !Files.isRegularFile(output)) {
            throw new Failure(ExitCode.INPUT, output + ": exists and is no regular file");
        }
        KernelSnapshot snapshot = KernelSnapshot.merge(parts);
        snapshot.write(output);
        snapshot.conflicts().forEach(streams::say);
        streams.say(String.format(
                Locale.ROOT,
                "%s: %,d symbols, %,d bytes, %s",
                output,
                snapshot.symbols().size(),
                Files.size(output),
                snapshot.release().map(release -> "Linux " + release).orElse("release not known")));
        return ExitCode.OK;
    }

    private void addRunning(List<KernelSnapshot> parts) throws IOException {
        RunningKernel kernel = RunningKernel.of(root);
        parts.addAll(kernel.parts());
        kernel.notes().forEach(streams::say);
        Optional<ModuleDirectory> directory = kernel.modules();
        if (directory.isPresent()) {
            directory.get().reference().ifPresent(parts::add);
        }
    }

    private static void open(List<Path> files, SourceKind kind, String option, List<KernelSnapshot> parts)
            throws IOException {
        for (Path file : files) {
            KernelSnapshot part = KernelSnapshot.open(file);
            if (part.sources().size() != 1 || part.sources().get(0).kind() != kind) {
                String found = part.sources().size() == 1
                        ? "a " + part.sources().get(0).kind().title()
                        : "a snapshot of several sources";
                throw new Failure(
                        ExitCode.INPUT, file + ": is " + found + ", but " + option + " takes a " + kind.title());
            }
            parts.add(part);
        }
    }
}
