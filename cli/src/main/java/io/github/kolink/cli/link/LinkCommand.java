// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.link;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.cli.report.FindingLines;
import io.github.kolink.cli.report.Hexadecimal;
import io.github.kolink.cli.target.KernelOptions;
import io.github.kolink.cli.target.SnapshotShelf;
import io.github.kolink.cli.target.TargetKernel;
import io.github.kolink.cli.terminal.Palette;
import io.github.kolink.cli.terminal.Printable;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.finding.LinkException;
import io.github.kolink.finding.Severity;
import io.github.kolink.finding.Verdict;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.resolve.ModuleExports;
import io.github.kolink.state.StateFile;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kolink link}: links modules and writes the images. */
@Command(
        name = "link",
        header = "Link modules at given addresses into ELF files.",
        customSynopsis = {
            "kolink link MODULE.ko... --kernel SNAPSHOT [OPTIONS] -o OUT.elf",
            "                   (--base ADDR | --region TYPE=ADDR... | --sections FILE)",
            "       kolink link --batch FILE"
        },
        description = {
            "%nWrites what the kernel would have in memory after linking: an ELF file with final addresses, contents"
                    + " and symbol values, which readelf, objdump -d and gdb read. Nothing is written for a module that"
                    + " the kernel would refuse; standard error tells why. ADDR is hexadecimal, with or without 0x.",
            "%nSeveral modules are placed one behind the other and see each other's exports; -o, --map and --trace then"
                    + " name directories.%n"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kolink link dummy.ko --kernel vmlinuz --base 0xffffffffc0000000 -o dummy.elf",
            "  kolink link usb-storage.ko --kernel /proc/kallsyms \\",
            "              --sections /sys/module/usb_storage/sections -o usb-storage.elf",
            "  kolink link b.ko --provider a.ko=0xffffffffc0100000 --kernel k.snapshot \\",
            "              --region text=0xffffffffc0200000 --region data=0xffffffffc0300000 \\",
            "              --trace b.jsonl -o b.elf"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:linked",
            "1:a module would be refused, or make the kernel read or write outside it",
            "2:wrong usage",
            "3:cannot tell: the snapshot lacks what would decide",
            "4:an input could not be read, or an output not be written"
        })
public final class LinkCommand implements Callable<Integer> {
    private final Streams streams;
    private final SnapshotShelf shelf;
    private final ToIntFunction<List<String>> kolink;

    @Parameters(arity = "0..*", paramLabel = "MODULE.ko", description = "Modules to link.")
    private List<Path> modules = new ArrayList<>();

    @Mixin
    private KernelOptions kernel = new KernelOptions();

    @Mixin
    private LinkPlaces places = new LinkPlaces();

    @Option(
            names = "--provider",
            paramLabel = "OTHER.ko[=ADDR]",
            converter = Provider.Converter.class,
            description = {
                "A module that is loaded already and whose exports may be used, with its base; without one it is placed"
                        + " behind the others."
            })
    private List<Provider> providers = new ArrayList<>();

    @Option(
            names = "--state",
            paramLabel = "FILE",
            description = {
                "A state file (kolink state save): the exports of all modules that it lists may be used, where they lie."
            })
    private Optional<Path> state = Optional.empty();

    @Option(
            names = "--variable",
            paramLabel = "NAME=VALUE",
            converter = Variable.Converter.class,
            description = "What a variable of the running kernel holds, for passes that read it.")
    private List<Variable> variables = new ArrayList<>();

    @Option(
            names = "--modutils",
            description = "Also apply the m68k types 8, 16, PC8 and PC16, which modutils had and kernels refuse.")
    private boolean modutils;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT.elf",
            description = "The linked image; a directory for several modules.")
    private Optional<Path> output = Optional.empty();

    @Option(names = "--map", paramLabel = "FILE", description = "Also write the load map.")
    private Optional<Path> map = Optional.empty();

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = {
                "Also write each relocation with S, A, P, value and bytes; JSON Lines if the name ends in .jsonl. Written"
                        + " for refused modules too."
            })
    private Optional<Path> trace = Optional.empty();

    @Option(
            names = "--batch",
            paramLabel = "FILE",
            description = {
                "Run one such command line per line of FILE ('-': standard input), with quotes and # comments, in one"
                        + " process. The exit code is the worst: 2, 1, 4, 3, 0."
            })
    private Optional<String> batch = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private int worst = ExitCode.OK;

    /**
     * The verb.
     *
     * @param streams where it reads and writes
     * @param shelf the snapshots that are open already
     * @param kolink runs a command line of its own, for {@code --batch}; takes its words, gives its exit code
     */
    public LinkCommand(Streams streams, SnapshotShelf shelf, ToIntFunction<List<String>> kolink) {
        this.streams = streams;
        this.shelf = shelf;
        this.kolink = kolink;
    }

    @Override
    public Integer call() throws IOException {
        if (batch.isPresent()) {
            if (!modules.isEmpty() || !kernel.isEmpty() || output.isPresent() || !places.isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(), "--batch takes its options from the lines of the file");
            }
            return new LinkBatch(streams, kolink).run(batch.get());
        }
        checkUsage();
        KernelSnapshot snapshot = kernel.snapshot(shelf);
        Architecture architecture = TargetKernel.architecture(snapshot, modules);
        List<KernelModule> read = new ArrayList<>();
        for (Path module : modules) {
            Optional<KernelModule> known = read(module, architecture);
            if (known.isEmpty()) {
                return ExitCode.FINDINGS;
            }
            read.add(known.get());
        }
        Map<String, Long> contents = new HashMap<>();
        variables.forEach(variable -> contents.put(variable.name(), variable.value()));
        ModuleLinker linker = TargetKernel.linker(snapshot, architecture, kernel, modutils, contents);
        LinkJob job = new LinkJob(
                linker, state.isPresent() ? new StateFile(state.get()).read().exports() : new ModuleExports());
        places.start(linker.memoryModel());
        for (int i = 0; i < read.size(); i++) {
            job.add(read.get(i), outputOf(modules.get(i)), places.of(read.get(i)));
        }
        for (Provider provider : providers) {
            KernelModule module = read(provider.file(), architecture)
                    .orElseThrow(() -> new Failure(ExitCode.FINDINGS, "a provider is no module"));
            job.addProvider(module, places.of(provider, module));
        }
        job.run(this::report);
        return worst;
    }

    private void checkUsage() throws IOException {
        kernel.require(spec);
        if (modules.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Missing parameter: MODULE.ko");
        }
        if (output.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Missing option: -o OUT.elf");
        }
        places.checkUsage(spec, modules.size());
        Set<String> names = new HashSet<>();
        for (Path module : modules) {
            if (Files.exists(output.get()) && Files.exists(module) && Files.isSameFile(output.get(), module)) {
                throw new ParameterException(spec.commandLine(), "-o would overwrite the module " + module);
            }
            if (modules.size() > 1 && !names.add(String.valueOf(module.getFileName()))) {
                throw new ParameterException(
                        spec.commandLine(), "two modules are named " + module.getFileName() + ": link them apart");
            }
        }
        boolean isFile = Files.exists(output.get()) && !Files.isDirectory(output.get());
        if (modules.size() > 1 && isFile) {
            throw new ParameterException(
                    spec.commandLine(),
                    "several modules: -o must name a directory, and " + output.get() + " is a file");
        }
    }

    private LinkOutput outputOf(Path module) throws IOException {
        LinkOutput whole = new LinkOutput(output.orElseThrow(), map, trace);
        if (modules.size() > 1) {
            return whole.inDirectories(module);
        }
        if (Files.isDirectory(whole.elf())) {
            Path elf = new LinkOutput(whole.elf(), Optional.empty(), Optional.empty())
                    .inDirectories(module)
                    .elf();
            return new LinkOutput(elf, map, trace);
        }
        return whole;
    }

    private Optional<KernelModule> read(Path file, Architecture architecture) throws IOException {
        try {
            ModuleFile bytes = ModuleFile.read(file);
            return Optional.of(KernelModule.of(ElfFile.parseAs(bytes.name(), bytes.bytes(), architecture.machine())));
        } catch (LinkException e) {
            talk(FindingLines.of(file.toString(), LinkResult.of(e), Severity.NOTE, new Palette(false)));
            return Optional.empty();
        }
    }

    private void report(LinkOutput files, KernelModule module, LinkResult result) throws IOException {
        List<String> lines = FindingLines.of(module.file().name(), result, Severity.NOTE, new Palette(false));
        if (result.image().isPresent()) {
            files.write(result.image().get());
            lines.set(0, linked(files, module, result, result.image().get()));
        } else {
            worst = ExitCode.worse(worst, result.verdict() == Verdict.UNKNOWN ? ExitCode.UNKNOWN : ExitCode.FINDINGS);
            lines.add("  nothing written to " + Printable.text(files.elf().toString()));
        }
        talk(lines);
    }

    private static String linked(LinkOutput files, KernelModule module, LinkResult result, LinkedImage image) {
        Map<RegionKind, Long> bases = new EnumMap<>(RegionKind.class);
        image.regions().forEach(region -> bases.put(region.kind(), image.base(region.kind())));
        List<String> where = bases.entrySet().stream()
                .map(base -> base.getKey().label() + " at " + Hexadecimal.address(base.getValue()))
                .toList();
        return Printable.text(module.file().name()) + ": linked, " + String.join(", ", where)
                + String.format(
                        Locale.ROOT,
                        "; %,d relocations -> ",
                        result.relocations().total())
                + Printable.text(files.elf().toString());
    }

    private void talk(List<String> lines) {
        lines.forEach(line -> streams.err().print(line + "\n"));
        streams.err().flush();
    }
}
