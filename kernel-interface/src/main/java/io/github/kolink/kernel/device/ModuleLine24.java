// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.device;

import io.github.kolink.load.ModuleState;
import io.github.kolink.load.ResidentModule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A line of {@code /proc/modules} as Linux 2.4 wrote it ({@code get_module_list}, kernel/module.c 2.4).
 *
 * @param name the module's
 * @param size [bytes]
 * @param references how often it is in use, -1 if it decides itself whether it may go; empty if it does not run yet
 * @param state LIVE, COMING (initializing), GOING (deleted) or UNFORMED (uninitialized)
 * @param autoclean whether it may be removed when unused
 * @param usedOnce whether it was ever in use
 * @param users the modules that use it
 */
public record ModuleLine24(
        String name,
        long size,
        OptionalLong references,
        ModuleState state,
        boolean autoclean,
        boolean usedOnce,
        List<String> users) {
    private static final Pattern LINE = Pattern.compile("(\\S{1,60}) +(\\d{1,18})( +-?\\d{1,18})?"
            + "( \\(deleted\\)| \\(initializing\\)| \\(uninitialized\\))?( \\(autoclean\\))?( \\(unused\\))?"
            + "(?: \\[([^\\[\\]]*)])?");

    /**
     * A line.
     *
     * @param name the module's
     * @param size [bytes]
     * @param references how often it is in use
     * @param state how far it is
     * @param autoclean whether it may be removed when unused
     * @param usedOnce whether it was ever in use
     * @param users the modules that use it
     */
    public ModuleLine24 {
        users = List.copyOf(users);
    }

    /**
     * Reads a line.
     *
     * @param line without its end
     * @return empty if it is none of 2.4
     */
    public static Optional<ModuleLine24> parse(String line) {
        Matcher fields = LINE.matcher(line);
        if (!fields.matches()) {
            return Optional.empty();
        }
        Optional<String> references = Optional.ofNullable(fields.group(3)).map(String::strip);
        ModuleState state =
                switch (Optional.ofNullable(fields.group(4)).orElse("").strip()) {
                    case "(deleted)" -> ModuleState.GOING;
                    case "(initializing)" -> ModuleState.COMING;
                    case "(uninitialized)" -> ModuleState.UNFORMED;
                    default -> ModuleState.LIVE;
                };
        return Optional.of(new ModuleLine24(
                fields.group(1),
                Long.parseLong(fields.group(2)),
                references.map(Long::parseLong).map(OptionalLong::of).orElse(OptionalLong.empty()),
                state,
                fields.group(5) != null,
                state == ModuleState.LIVE && fields.group(6) == null,
                Stream.of(Optional.ofNullable(fields.group(7)).orElse("").split(" "))
                        .filter(user -> !user.isEmpty())
                        .toList()));
    }

    /**
     * A module of today, as 2.4 would have listed it.
     *
     * @param module what the kernel tells
     * @param autoclean whether it may be removed when unused
     * @param usedOnce whether it was in use
     * @return its line
     */
    public static ModuleLine24 of(ResidentModule module, boolean autoclean, boolean usedOnce) {
        boolean runs = module.state() == ModuleState.LIVE || module.state() == ModuleState.GOING;
        return new ModuleLine24(
                module.name(),
                module.size(),
                runs ? OptionalLong.of(module.references()) : OptionalLong.empty(),
                module.state() == ModuleState.RESERVED ? ModuleState.UNFORMED : module.state(),
                autoclean,
                usedOnce || module.references() > 0,
                module.users());
    }

    /**
     * The line.
     *
     * @return as the kernel wrote it, without its end
     */
    public String line() {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-20s%8d", name, size));
        references.ifPresent(count -> line.append(String.format(Locale.ROOT, "%4d", count)));
        line.append(
                switch (state) {
                    case GOING -> " (deleted)";
                    case COMING -> " (initializing)";
                    case UNFORMED, RESERVED -> " (uninitialized)";
                    case LIVE -> (autoclean ? " (autoclean)" : "") + (usedOnce ? "" : " (unused)");
                });
        return users.isEmpty() ? line.toString() : line + " [" + String.join(" ", users) + "]";
    }
}
