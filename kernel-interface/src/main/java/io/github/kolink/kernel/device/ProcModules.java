// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.device;

import io.github.kolink.load.ModuleState;
import io.github.kolink.load.ResidentModule;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * The lines of {@code /proc/modules}: name, size, references, users, state, address, taints ({@code m_show},
 * kernel/module/procfs.c 6.1).
 */
public final class ProcModules {
    private ProcModules() {}

    /**
     * Reads the file.
     *
     * @param text its contents
     * @return in its order; lines of another form are left out
     */
    public static List<ResidentModule> parse(String text) {
        return text.lines()
                .map(line -> line.split(" "))
                .filter(fields -> fields.length >= 6 && fields[5].startsWith("0x"))
                .map(ProcModules::module)
                .toList();
    }

    private static ResidentModule module(String... fields) {
        List<String> users = Arrays.stream(fields[3].split(","))
                .filter(user -> !user.isEmpty() && !user.equals("-") && !user.startsWith("["))
                .toList();
        ModuleState state = switch (fields[4]) {
            case "Loading" -> ModuleState.COMING;
            case "Unloading" -> ModuleState.GOING;
            default -> ModuleState.LIVE;
        };
        return new ResidentModule(
                fields[0],
                Long.parseUnsignedLong(fields[5].substring(2), 16),
                Long.parseUnsignedLong(fields[1]),
                state,
                fields[2].equals("-") ? 0 : Integer.parseInt(fields[2]),
                users,
                OptionalInt.empty());
    }
}
