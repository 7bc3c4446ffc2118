// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.capture;

import io.github.kolink.capture.CaptureFacts;
import io.github.kolink.capture.CaptureWriter;
import io.github.kolink.capture.LoadPlan;
import io.github.kolink.capture.PlannedModule;
import io.github.kolink.capture.qemu.GuestCapture;
import io.github.kolink.capture.qemu.GuestMachine;
import io.github.kolink.capture.qemu.GuestRequest;
import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.cli.terminal.ProgressBar;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kolink capture}. */
@Command(
        name = "capture",
        header = "Record what a kernel's own loader makes of modules.",
        description = {
            "%nWith --kernel: boots the kernel (x86_64, arm64 or m68k) in QEMU (without KVM or root), lets it load modules, and stops its loader"
                    + " behind relocation to read the module's memory. No module's init function runs, so any module"
                    + " loads, hardware or not. Modules that the named ones use are loaded and captured too. With"
                    + " --loaded, init functions run, and what the kernel then has is taken from sysfs and /proc/kcore;"
                    + " modules without their hardware may be refused.",
            "%nWith --live: reads the same of loaded modules of the running kernel.",
            "%nBefore it starts it tells how many modules it will take, about how long, and how much room on the disk;"
                    + " on a terminal, how much is left.",
            "%nCAPTURE is a folder, described in docs/capture-format.md. The same command line again goes on with the"
                    + " modules an interrupted capture lacks. A module that the guest does not survive gets that as its"
                    + " outcome, is not tried again, and another boot goes on with the rest.%n"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kolink capture --kernel vmlinuz-6.1.0-56-amd64 \\",
            "                 --modules lib/modules/6.1.0-56-amd64 -o amd64.capture xfs kvm",
            "  kolink capture --kernel vmlinuz-6.1.0-56-arm64 --kaslr --cpu cortex-a53 \\",
            "                 --modules lib/modules/6.1.0-56-arm64 -o a53.capture --list FILE",
            "  kolink capture --live --all -o running.capture && kolink verify running.capture"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every module was captured",
            "1:the kernel refused some, or died of them; what it made of them until then is there",
            "2:wrong usage",
            "4:an input could not be read, QEMU or the guest failed, or CAPTURE not be written"
        })
public final class CaptureCommand implements Callable<Integer> {
    private static final int USUAL_SMP = 2;
    private static final List<String> GUEST_OPTIONS =
            List.of("--cpu", "--smp", "--kaslr", "--loaded", "--final", "--append");

    private final Streams streams;

    @Parameters(arity = "0..*", paramLabel = "MODULE", description = "Names of modules, or paths below --modules.")
    private List<String> names = new ArrayList<>();

    @ArgGroup(multiplicity = "1")
    private Source source = new Source();

    /** One of the two. */
    private static final class Source {
        @Option(
                names = "--kernel",
                paramLabel = "VMLINUZ",
                description = "The bootable image of the kernel to boot in QEMU.")
        private Optional<Path> kernel = Optional.empty();

        @Option(names = "--live", description = "Take the running kernel's loaded modules, as root; none is loaded.")
        private boolean live;
    }

    @Option(
            names = "--modules",
            paramLabel = "DIR",
            description = "The kernel's modules (with --live by default: /lib/modules/RELEASE).")
    private Optional<Path> tree = Optional.empty();

    @Option(
            names = "--root",
            paramLabel = "DIR",
            defaultValue = "/",
            description = "With --live: the folder proc, sys, lib and boot are in (default: ${DEFAULT-VALUE}).")
    private Path root = Path.of("/");

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "CAPTURE",
            description = "The folder to make or to go on with.")
    private Path output = Path.of("");

    @Option(
            names = "--list",
            paramLabel = "FILE",
            description = "One MODULE per line; empty lines and # comments are passed over.")
    private Optional<Path> list = Optional.empty();

    @Option(names = "--all", description = "All modules of the tree.")
    private boolean all;

    @Option(names = "--config", paramLabel = "FILE", description = "The kernel's configuration, kept in the capture.")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--cpu",
            paramLabel = "MODEL",
            description = "QEMU's name of a CPU (default: qemu64; arm64: cortex-a57; m68k: m68040).")
    private Optional<String> cpu = Optional.empty();

    @Option(
            names = "--smp",
            paramLabel = "N",
            description = "Number of CPUs (default: 2, or what the machine can have).")
    private Optional<Integer> smp = Optional.empty();

    @Option(names = "--kaslr", description = "Let the kernel choose its addresses; by default it is told not to.")
    private boolean kaslr;

    @Option(names = "--loaded", description = "Let init functions run, and take what the running kernel has then.")
    private boolean loaded;

    @Option(names = "--final", description = "Also read each section just before init, behind all passes.")
    private boolean finals;

    @Option(
            names = "--append",
            paramLabel = "WORDS",
            defaultValue = "",
            description = "More words for the kernel's command line.")
    private String append = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /**
     * The verb.
     *
     * @param streams where it reads and writes
     */
    public CaptureCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        List<String> wanted = wanted();
        if (wanted.isEmpty() && !all) {
            throw wrongUsage("Missing parameter: MODULE, --list or --all");
        }
        if (loaded && finals) {
            throw wrongUsage("--final is before init, --loaded behind it: one of them");
        }
        if (source.live) {
            expectNone(GUEST_OPTIONS, "--live takes the kernel as it runs");
            LiveKernel live = LiveKernel.open(streams, root);
            return live.run(all ? List.of() : wanted, tree.isPresent() ? tree.get() : live.modules(), config, output);
        }
        expectNone(List.of("--root"), "a kernel in QEMU has its own");
        Path kernel = source.kernel.orElseThrow();
        return guest(wanted, kernel, tree.orElseThrow(() -> wrongUsage("Missing required option: '--modules=DIR'")));
    }

    private void expectNone(List<String> options, String why) {
        for (String option : options) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw wrongUsage(option + ": " + why);
            }
        }
    }

    private ParameterException wrongUsage(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    private int guest(List<String> wanted, Path kernel, Path folder) throws IOException {
        if (smp.orElse(1) < 1) {
            throw wrongUsage("--smp must be at least 1");
        }
        ProgressBar bar = new ProgressBar(streams);
        KernelSnapshot snapshot = KernelSnapshot.open(kernel);
        GuestMachine machine = machine(kernel, snapshot);
        int cpus = smp.orElse(Math.min(USUAL_SMP, machine.maximalSmp()));
        if (cpus > machine.maximalSmp()) {
            throw wrongUsage(
                    "--smp: QEMU's " + machine.unameMachine() + " machine has at most " + machine.maximalSmp());
        }
        LoadPlan plan = LoadPlan.of(
                folder,
                name -> snapshot.symbols()
                        .exported(name)
                        .filter(symbol -> symbol.owner().isEmpty())
                        .isPresent(),
                bar::at);
        List<PlannedModule> modules = plan.order(all ? plan.names() : wanted);
        GuestRequest request = new GuestRequest(
                kernel,
                snapshot,
                machine,
                modules,
                cpu.orElse(machine.usualCpu()),
                cpus,
                kaslr,
                loaded ? CaptureFacts.Stage.LOADED : CaptureFacts.Stage.RELOCATED,
                finals,
                config,
                append);
        CaptureProgress progress = new CaptureProgress(streams, bar);
        progress.known(modules, CaptureWriter.outcomes(output));
        progress.end(new GuestCapture(request, output, progress).run(), modules.size());
        return progress.isComplete() ? ExitCode.OK : ExitCode.FINDINGS;
    }

    private List<String> wanted() throws IOException {
        List<String> wanted = new ArrayList<>(names);
        if (list.isPresent()) {
            Files.readAllLines(list.get()).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .forEach(wanted::add);
        }
        return wanted;
    }

    private static GuestMachine machine(Path kernel, KernelSnapshot snapshot) {
        String name = snapshot.architecture().orElse("unknown");
        return Arrays.stream(GuestMachine.values())
                .filter(each -> each.unameMachine().equals(name))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        ExitCode.INPUT, kernel + ": its architecture (" + name + ") cannot be captured in QEMU"));
    }
}
