// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.lsmod;

import io.github.kolink.autoload.daemon.ModuleMarks;
import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.kernel.device.DeviceKernel;
import io.github.kolink.kernel.device.ModuleLine24;
import io.github.kolink.kernel.device.ProcModules;
import io.github.kolink.kernel.jnr.LiveSystem;
import io.github.kolink.load.ModuleState;
import io.github.kolink.load.ResidentModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kolink lsmod}. */
@Command(
        name = "lsmod",
        header = "List what is loaded in the running kernel, and what is only reserved.",
        description = {
            "%nThe columns of lsmod(8). Room that a loader has taken and not filled yet comes last, with the process"
                    + " that has it; it is seen by root, where the kernel side of kolink is loaded.%n"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "2:wrong usage", "4:the kernel cannot be asked"})
public final class LsmodCommand implements Callable<Integer> {
    private static final Path RUNNING = Path.of("/proc/modules");

    private final Streams streams;

    @Option(
            names = "--modules",
            paramLabel = "FILE",
            defaultValue = "/proc/modules",
            description = "A copy of another kernel's /proc/modules.")
    private Path modules = RUNNING;

    @Option(
            names = "--linux-2.4",
            description =
                    "Print lines as Linux 2.4 had them: (autoclean) what may go, (unused) what was not in use since the"
                            + " last sweep.")
    private boolean linux24;

    @Option(
            names = "--marks",
            paramLabel = "FILE",
            defaultValue = "/run/kolink/marks",
            description = "Which modules are autoclean; default: /run/kolink/marks.")
    private Path marks = Path.of("");

    /**
     * The verb.
     *
     * @param streams where it reads and writes
     */
    public LsmodCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        streams.out().print("Module                  Size  Used by\n");
        List<ModuleLine24> old = linux24 ? asOf24() : ofKernel24();
        old.forEach(line -> streams.out().print(line.line() + "\n"));
        if (!old.isEmpty()) {
            return ExitCode.OK;
        }
        for (ResidentModule module : all()) {
            boolean reserved = module.state() == ModuleState.RESERVED;
            String users = String.join(",", module.users())
                    + switch (module.state()) {
                        case COMING -> " (loading)";
                        case GOING -> " (unloading)";
                        case RESERVED, UNFORMED, LIVE -> "";
                    }
                    + (reserved ? "(reserved by process " + module.owner().orElse(0) + ")" : "");
            streams.out()
                    .print(String.format(
                                    Locale.ROOT,
                                    "%-19s %8d  %d %s\n",
                                    module.name(),
                                    module.size(),
                                    module.references(),
                                    users)
                            .replace(" \n", "\n"));
        }
        return ExitCode.OK;
    }

    private List<ModuleLine24> asOf24() throws IOException {
        ModuleMarks known = ModuleMarks.in(marks);
        return all().stream()
                .map(module -> ModuleLine24.of(
                        module,
                        known.of(module.name()).autoclean(),
                        known.of(module.name()).visited()))
                .toList();
    }

    /** The lines of a file that a 2.4 kernel wrote; none, if it is another kernel's. */
    private List<ModuleLine24> ofKernel24() throws IOException {
        return modules.equals(RUNNING)
                ? List.of()
                : Files.readString(modules, StandardCharsets.ISO_8859_1)
                        .lines()
                        .flatMap(line -> ModuleLine24.parse(line).stream())
                        .toList();
    }

    private List<ResidentModule> all() throws IOException {
        if (modules.equals(RUNNING) && Files.isWritable(LiveSystem.DEVICE)) {
            try (DeviceKernel kernel = LiveSystem.device()) {
                return kernel.list();
            }
        }
        return ProcModules.parse(Files.readString(modules, StandardCharsets.ISO_8859_1));
    }
}
