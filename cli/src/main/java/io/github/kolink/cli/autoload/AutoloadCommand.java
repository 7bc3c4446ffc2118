// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.autoload;

import io.github.kolink.autoload.daemon.AutoloadClient;
import io.github.kolink.autoload.daemon.Outcome;
import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.cli.terminal.Printable;
import io.github.kolink.cli.terminal.Streams;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kolink autoload}. */
@Command(
        name = "autoload",
        header = "Ask the daemon that loads modules by name.",
        description = {
            "%nVERB is one of: request NAME, release NAME, delayed-release NAME, cancel-release NAME, sweep, status,"
                    + " keep on|off, delay SECONDS, get KEY, set KEY VALUE. What it answers with is printed a line each:"
                    + " the modules that a name means or that were removed, the status as JSON, a value.%n"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kolink autoload request net-pf-10",
            "  kolink autoload status",
            "  */5 * * * * kolink autoload sweep     # crontab: what was unused since the last one goes"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:refused", "2:wrong usage", "4:no daemon answers"})
public final class AutoloadCommand implements Callable<Integer> {
    private final Streams streams;

    @Option(
            names = "--socket",
            paramLabel = "FILE",
            defaultValue = "/run/kolink/autoload",
            description = "The daemon's socket; default: /run/kolink/autoload.")
    private Path socket = Path.of("");

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long a daemon is waited for that is not there, or goes away; default: 10.")
    private int patience = 10;

    @Parameters(index = "0", paramLabel = "VERB", description = "What is asked.")
    private String verb = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "OPERAND", description = "Of whom.")
    private List<String> operands = new ArrayList<>();

    /**
     * The verb.
     *
     * @param streams where it reads and writes
     */
    public AutoloadCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<String> words = new ArrayList<>(operands);
        if (verb.equals("request") && words.size() == 1) {
            words.add(requester());
        }
        try (AutoloadClient client = new AutoloadClient(socket, Duration.ofSeconds(patience))) {
            Outcome outcome = client.ask(verb, words.toArray(String[]::new)).get();
            for (String module : outcome.modules()) {
                streams.out().print(Printable.text(module) + "\n");
            }
            if (!outcome.isDone()) {
                streams.say(outcome.message());
            }
            return outcome.isDone() ? ExitCode.OK : ExitCode.FINDINGS;
        } catch (ExecutionException e) {
            throw new Failure(
                    ExitCode.INPUT,
                    Failure.describe(Optional.ofNullable(e.getCause()).orElse(e)) + "; 'kolink autoloadd' starts one");
        }
    }

    /** The process that wants the module: kerneld told its helpers by this variable. */
    private static String requester() {
        String trigger = System.getenv("KERNELD_TRIGGER");
        return trigger != null && trigger.matches("[0-9]{1,9}")
                ? trigger
                : Long.toString(ProcessHandle.current().pid());
    }
}
