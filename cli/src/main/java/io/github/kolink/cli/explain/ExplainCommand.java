// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.explain;

import io.github.kolink.autoload.config.ModprobeConfig;
import io.github.kolink.autoload.index.TreeIndex;
import io.github.kolink.autoload.names.LoadPlan;
import io.github.kolink.autoload.names.NameResolver;
import io.github.kolink.autoload.names.RequestCatalogue;
import io.github.kolink.autoload.names.Resolution;
import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.target.NameOptions;
import io.github.kolink.cli.terminal.Streams;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kolink explain-request}. */
@Command(
        name = "explain-request",
        header = "Tell who in the kernel asks by a name, and what would be loaded.",
        description = {
            "%nThe kernel asks for modules by names that it makes itself: fs-TYPE, net-pf-N, crypto-NAME and some two"
                    + " hundred others. This tells the places of the kernel that make such a name, which rule of index"
                    + " and configuration answers it on this tree, and the steps of the load.%n"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kolink explain-request net-pf-10",
            "  kolink explain-request --tree /lib/modules/6.1.0-56-amd64 -C ./modprobe.d fs-ext4",
            "  kolink explain-request --catalogue | grep iosched"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:something would be loaded, or is built in",
            "1:nobody knows the name, or the configuration keeps it out",
            "2:wrong usage",
            "4:an input could not be read"
        })
public final class ExplainCommand implements Callable<Integer> {
    private final Streams streams;

    @Mixin
    private NameOptions names = new NameOptions();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text (the default) or json: one object.")
    private Format format = Format.TEXT;

    @Option(names = "--catalogue", description = "Print all formats of the kernel's names, as a table of tabs.")
    private boolean catalogue;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The name as the kernel gives it to its helper.")
    private Optional<String> name = Optional.empty();

    /** Forms of output. */
    enum Format {
        TEXT,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The verb.
     *
     * @param streams where it reads and writes
     */
    public ExplainCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        RequestCatalogue requests = RequestCatalogue.load();
        if (catalogue) {
            for (RequestCatalogue.Entry entry : requests.entries()) {
                streams.out()
                        .print(String.join(
                                        "\t",
                                        entry.format(),
                                        entry.file(),
                                        entry.function(),
                                        entry.versions(),
                                        entry.meaning())
                                + "\n");
            }
            return ExitCode.OK;
        }
        if (name.isEmpty()) {
            streams.say("missing NAME; try 'kolink explain-request --help'");
            return ExitCode.USAGE;
        }
        TreeIndex index = names.index();
        ModprobeConfig config = names.configuration(index);
        config.warnings().forEach(streams::say);
        NameResolver resolver = new NameResolver(index, config);
        Resolution resolution = resolver.resolve(name.get());
        Explanation explanation = new Explanation(
                name.get(),
                HelperPath.told(names.root()),
                index,
                requests.makersOf(name.get()),
                resolution,
                resolver.plans(resolution, ""));
        if (format == Format.JSON) {
            explanation.writeJson(streams.out());
        } else {
            streams.out().print(explanation.text());
        }
        List<LoadPlan> open = explanation.plans().stream()
                .filter(plan -> plan.blacklisted().isEmpty())
                .toList();
        return open.isEmpty() ? ExitCode.FINDINGS : ExitCode.OK;
    }
}
