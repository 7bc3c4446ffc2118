// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.capture;

import io.github.kolink.capture.CaptureFacts;
import io.github.kolink.capture.CaptureWriter;
import io.github.kolink.capture.ModuleFacts;
import io.github.kolink.capture.qemu.GuestCapture;
import io.github.kolink.capture.qemu.GuestMachine;
import io.github.kolink.capture.qemu.GuestRequest;
import io.github.kolink.capture.qemu.LoadPlan;
import io.github.kolink.capture.qemu.PlannedModule;
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
import java.util.Set;
import java.util.concurrent.Callable;
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
            "%nBoots the kernel in QEMU (x86_64 or arm64, without KVM or root), lets it load modules, and stops its loader"
                    + " behind relocation to read the module's memory. No module's init function runs, so any module"
                    + " loads, hardware or not. Modules that the named ones use are loaded and captured too.",
            "%nCAPTURE is a folder, described in docs/capture-format.md. The same command line again goes on with the"
                    + " modules an interrupted capture lacks.%n"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kolink capture --kernel vmlinuz-6.1.0-56-amd64 \\",
            "                 --modules lib/modules/6.1.0-56-amd64 -o amd64.capture xfs kvm",
            "  kolink capture --kernel vmlinuz-6.1.0-56-arm64 --kaslr --cpu cortex-a53 \\",
            "                 --modules lib/modules/6.1.0-56-arm64 -o a53.capture --list FILE"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every module was captured",
            "1:the kernel refused some; what it made of them until then is there",
            "2:wrong usage",
            "4:an input could not be read, QEMU or the guest failed, or CAPTURE not be written"
        })
public final class CaptureCommand implements Callable<Integer> {
    private static final int USUAL_SMP = 2;

    private final Streams streams;

    @Parameters(arity = "0..*", paramLabel = "MODULE", description = "Names of modules, or paths below --modules.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--kernel", required = true, paramLabel = "VMLINUZ", description = "The kernel's bootable image.")
    private Path kernel = Path.of("");

    @Option(names = "--modules", required = true, paramLabel = "DIR", description = "Its modules.")
    private Path tree = Path.of("");

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

    @Option(
            names = "--loaded",
            description = "Let the init functions run and take the modules as they are then, without --final.")
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
            throw new ParameterException(spec.commandLine(), "Missing parameter: MODULE, --list or --all");
        }
        if (smp.orElse(1) < 1) {
            throw new ParameterException(spec.commandLine(), "--smp must be at least 1");
        }
        ProgressBar bar = new ProgressBar(streams);
        KernelSnapshot snapshot = KernelSnapshot.open(kernel);
        GuestMachine machine = machine(snapshot);
        int cpus = smp.orElse(Math.min(USUAL_SMP, machine.maximalSmp()));
        if (cpus > machine.maximalSmp()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--smp: QEMU's " + machine.unameMachine() + " machine has at most " + machine.maximalSmp());
        }
        LoadPlan plan = LoadPlan.of(
                tree,
                name -> snapshot.symbols()
                        .exported(name)
                        .filter(symbol -> symbol.owner().isEmpty())
                        .isPresent(),
                bar::at);
        List<PlannedModule> modules = plan.order(all ? plan.names() : wanted);
        Set<String> done = CaptureWriter.done(output);
        List<String> lacking = modules.stream()
                .map(PlannedModule::name)
                .filter(name -> !done.contains(name))
                .toList();
        GuestRequest request = new GuestRequest(
                kernel,
                snapshot,
                machine,
                plan.order(lacking),
                cpu.orElse(machine.usualCpu()),
                cpus,
                kaslr,
                loaded ? CaptureFacts.Stage.LOADED : CaptureFacts.Stage.RELOCATED,
                finals,
                config,
                append);
        Progress progress = new Progress(bar);
        int captured = new GuestCapture(request, output, progress).run();
        bar.clear();
        streams.say(captured + " of " + modules.size() + " modules captured, " + (modules.size() - captured)
                + " were there, " + progress.refused + " refused by the kernel");
        return progress.refused == 0 ? ExitCode.OK : ExitCode.FINDINGS;
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

    private GuestMachine machine(KernelSnapshot snapshot) {
        String name = snapshot.architecture().orElse("unknown");
        return Arrays.stream(GuestMachine.values())
                .filter(each -> each.unameMachine().equals(name))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        ExitCode.INPUT, kernel + ": its architecture (" + name + ") cannot be captured in QEMU"));
    }

    /** Shows how far the capture is, and a line for each module the kernel refused. */
    private final class Progress implements GuestCapture.Listener {
        private final ProgressBar bar;
        private int refused;

        Progress(ProgressBar bar) {
            this.bar = bar;
        }

        @Override
        public void at(String what, int done, int total) {
            bar.at(what, done, total);
        }

        @Override
        public void captured(ModuleFacts facts, int sections) {
            if (facts.result() != 0) {
                refused++;
                bar.clear();
                streams.say(facts.name() + ": the kernel returned " + facts.result());
            }
        }
    }
}
