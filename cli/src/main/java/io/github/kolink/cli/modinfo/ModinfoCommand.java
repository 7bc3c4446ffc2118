// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.modinfo;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.finding.LinkException;
import io.github.kolink.module.ModuleFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kolink modinfo}. */
@Command(
        name = "modinfo",
        header = "Print what modules say about themselves, and what they export and import.",
        description = {
            "%nPrints the fields modinfo(8) prints, then exports with CRC, class and namespace, imports with the CRC the"
                    + " module was built with, and relocations by type.%n"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  kolink modinfo /lib/modules/6.1.0-56-amd64/kernel/drivers/net/dummy.ko",
            "  kolink modinfo --format json dummy.ko | jq .imports"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "2:wrong usage", "4:a file could not be read or is no ELF file"})
public final class ModinfoCommand implements Callable<Integer> {
    private final Streams streams;

    @Parameters(
            arity = "1..*",
            paramLabel = "MODULE.ko",
            description = "Modules: plain, .gz, .xz or .zst, recognised by content.")
    private List<Path> modules = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text (the default) or json: one object per line and module.")
    private Format format = Format.TEXT;

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
    public ModinfoCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        int code = ExitCode.OK;
        boolean first = true;
        for (Path module : modules) {
            try {
                ModuleFacts facts = new ModuleFacts(ModuleFile.read(module));
                if (format == Format.JSON) {
                    ModinfoJson.write(facts, streams.out());
                } else {
                    streams.out().print(first ? "" : "\n");
                    new ModinfoText(facts, streams.out()).print();
                }
                first = false;
            } catch (IOException | LinkException e) {
                streams.out().flush();
                streams.say(Failure.describe(e));
                code = ExitCode.INPUT;
            }
        }
        return code;
    }
}
