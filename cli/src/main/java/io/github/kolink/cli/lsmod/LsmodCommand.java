// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.lsmod;

import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.kernel.device.DeviceKernel;
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
    private final Streams streams;

    @Option(
            names = "--modules",
            paramLabel = "FILE",
            defaultValue = "/proc/modules",
            description = "A copy of another kernel's /proc/modules.")
    private Path modules = Path.of("/proc/modules");

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
        return 0;
    }

    private List<ResidentModule> all() throws IOException {
        if (modules.equals(Path.of("/proc/modules")) && Files.isWritable(LiveSystem.DEVICE)) {
            try (DeviceKernel kernel = LiveSystem.device()) {
                return kernel.list();
            }
        }
        return ProcModules.parse(Files.readString(modules, StandardCharsets.ISO_8859_1));
    }
}
