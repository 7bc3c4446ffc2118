// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

import io.github.kolink.cli.autoload.AutoloadCommand;
import io.github.kolink.cli.autoloadd.AutoloaddCommand;
import io.github.kolink.cli.capture.CaptureCommand;
import io.github.kolink.cli.check.CheckCommand;
import io.github.kolink.cli.compare.CompareCommand;
import io.github.kolink.cli.depmod.DepmodCommand;
import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.explain.ExplainCommand;
import io.github.kolink.cli.insmod.InsmodCommand;
import io.github.kolink.cli.link.LinkCommand;
import io.github.kolink.cli.lsmod.LsmodCommand;
import io.github.kolink.cli.merge.MergeCommand;
import io.github.kolink.cli.modinfo.ModinfoCommand;
import io.github.kolink.cli.modprobe.ModprobeCommand;
import io.github.kolink.cli.rmmod.RmmodCommand;
import io.github.kolink.cli.snapshot.SnapshotCommand;
import io.github.kolink.cli.state.StateCommand;
import io.github.kolink.cli.stub.StubCommand;
import io.github.kolink.cli.sum.SumCommand;
import io.github.kolink.cli.target.SnapshotShelf;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.cli.terminal.Terminal;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code kolink} command. */
@Command(
        name = "kolink",
        versionProvider = Version.class,
        description = {
            "Links Linux kernel modules (.ko) in userspace, against a snapshot of a kernel's symbols: no root, no"
                    + " module loaded, no such kernel running. Modules for x86_64, arm64 and m68k are linked on any"
                    + " host."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  # Would every module of this tree load on that kernel?",
            "  kolink check --kernel /boot/vmlinuz-6.1.0-56-amd64 \\",
            "               --tree /lib/modules/6.1.0-56-amd64",
            "",
            "  # Link one module at an address; readelf, objdump and gdb read the result.",
            "  kolink link --kernel /proc/kallsyms --base 0xffffffffc0000000 \\",
            "              -o dummy.elf dummy.ko",
            "",
            "  # Keep what is known about a kernel in one small file.",
            "  kolink snapshot create --image vmlinuz --symvers Module.symvers \\",
            "                         -o amd64.snapshot",
            "",
            "Every command has its own --help. Results go to standard output, talk to",
            "standard error. KOLINK_DEBUG=1 adds stack traces to internal errors; NO_COLOR",
            "switches colours off."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; what was checked would load",
            "1:something would be refused, or two things differ",
            "2:wrong usage",
            "3:cannot tell: the snapshot lacks what would decide",
            "4:an input could not be read, or an output not be written"
        })
public final class Kolink implements Runnable {
    /** The verbs, in the order in which they are told. */
    private static final List<String> VERBS = List.of(
            "check",
            "merge",
            "link",
            "snapshot",
            "modinfo",
            "sum",
            "capture",
            "compare",
            "verify",
            "insmod",
            "modprobe",
            "depmod",
            "explain-request",
            "rmmod",
            "lsmod",
            "autoloadd",
            "autoload",
            "state",
            "stub");

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version and exit.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean version;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    Kolink() {}

    /**
     * Runs a command line and exits with its code.
     *
     * @param args the command line
     */
    public static void main(String[] args) {
        Terminal terminal = Terminal.ofProcess();
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
                false,
                StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.exit(run(new Streams(out, err, System.in, terminal), args));
    }

    /**
     * Runs a command line in this process.
     *
     * @param streams where it reads and writes
     * @param args the command line
     * @return its exit code
     */
    public static int run(Streams streams, String... args) {
        int code;
        try {
            String[] words = HelperCall.words(args);
            code = execute(streams, new SnapshotShelf(), List.of(words));
        } catch (OutOfMemoryError e) {
            streams.say("out of memory (the limit is " + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MiB): set a larger one with KOLINK_JAVA_OPTS=-Xmx2g");
            code = ExitCode.INPUT;
        } catch (StackOverflowError e) {
            code = Problems.internal(streams, e);
        }
        streams.out().flush();
        if (streams.out().checkError()) {
            streams.say("standard output could not be written to the end");
            code = ExitCode.worse(code, ExitCode.INPUT);
        }
        return code;
    }

    /** Commands said plainly need no picocli; it reads all others, and those that are wrong. */
    private static int execute(Streams streams, SnapshotShelf shelf, List<String> words) {
        String verb = words.isEmpty() ? "" : words.get(0);
        List<String> rest = words.subList(Math.min(1, words.size()), words.size());
        try {
            if (verb.equals("check")) {
                Optional<CheckCommand> check = CheckCommand.plain(streams, shelf, rest);
                if (check.isPresent()) {
                    return check.get().call();
                }
            } else if (verb.equals("sum")) {
                Optional<SumCommand> sum = SumCommand.plain(streams, shelf, rest);
                if (sum.isPresent()) {
                    return sum.get().call();
                }
            }
            return commandLine(streams, shelf, verb).execute(words.toArray(new String[0]));
        } catch (IOException | RuntimeException e) {
            return Problems.tell(streams, e);
        }
    }

    /** A verb, made when it is needed: reading what picocli has to know of one takes longer than most checks. */
    private static Object verb(String name, Streams streams, SnapshotShelf shelf) {
        return switch (name) {
            case "check" -> new CheckCommand(streams, shelf);
            case "merge" -> new MergeCommand(streams);
            case "link" ->
                new LinkCommand(
                        streams,
                        shelf,
                        words -> commandLine(streams, shelf, words.isEmpty() ? "" : words.get(0))
                                .execute(words.toArray(new String[0])));
            case "snapshot" -> SnapshotCommand.commandLine(streams);
            case "modinfo" -> new ModinfoCommand(streams);
            case "sum" -> new SumCommand(streams, shelf);
            case "capture" -> new CaptureCommand(streams);
            case "compare" -> new CompareCommand(streams);
            case "verify" -> CompareCommand.verify(streams);
            case "insmod" -> new InsmodCommand(streams, shelf);
            case "modprobe" -> new ModprobeCommand(streams, shelf);
            case "depmod" -> new DepmodCommand(streams);
            case "explain-request" -> new ExplainCommand(streams);
            case "rmmod" -> new RmmodCommand(streams);
            case "lsmod" -> new LsmodCommand(streams);
            case "autoloadd" -> new AutoloaddCommand(streams, shelf);
            case "autoload" -> new AutoloadCommand(streams);
            case "state" -> StateCommand.commandLine(streams);
            case "stub" -> StubCommand.commandLine(streams);
            default -> throw new IllegalArgumentException("no verb: " + name);
        };
    }

    private static CommandLine commandLine(Streams streams, SnapshotShelf shelf, String named) {
        CommandLine root = new CommandLine(new Kolink());
        for (String name : VERBS.contains(named) ? List.of(named) : VERBS) {
            root.addSubcommand(verb(name, streams, shelf));
        }
        addHelp(root);
        Failures failures = new Failures(streams);
        return root.setOut(new PrintWriter(streams.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(streams.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(
                        CommandLine.Help.defaultColorScheme(streams.terminal().colourOut() ? Ansi.ON : Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .setExpandAtFiles(false)
                .setInterpolateVariables(false);
    }

    private static void addHelp(CommandLine command) {
        command.addMixin("help", new HelpOption());
        for (CommandLine each : command.getSubcommands().values()) {
            addHelp(each);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "Missing command: check, merge, link, snapshot, modinfo, sum, capture, compare, verify, insmod, modprobe, depmod,"
                        + " explain-request, rmmod, lsmod, autoloadd, autoload, state or stub");
    }
}
