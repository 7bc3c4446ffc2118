// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.resolve;

import io.github.kolink.module.KernelModule;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.KernelSymbol;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of symbols that no table has: whether some other module may export them, and why they are missed.
 *
 * <p>Nobody else exports them if all modules are known: those of a Module.symvers and of the given files, or those of a
 * directory that is said to be complete. A module that {@code depends=} names and nobody knows leaves the question open. If
 * only the kernel's own exports are known, {@code depends=} decides: modpost writes it (scripts/mod/modpost.c 6.1), naming
 * each module that provided a symbol; if all of those are given, nobody provided the symbol when the module was built. A
 * module without {@code depends=} was not finished by modpost, and says nothing.
 */
final class AbsentSymbols {
    private static final int MOST_SHOWN = 1000;
    private static final int MOST_EXPLAINED = 5;

    private final KernelSnapshot snapshot;
    private final ExportNames names;
    private final ModuleExports others;
    private final KernelModule module;
    private @Nullable String doubt;
    private int explained;

    AbsentSymbols(KernelSnapshot snapshot, ExportNames names, ModuleExports others, KernelModule module) {
        this.snapshot = snapshot;
        this.names = names;
        this.others = others;
        this.module = module;
    }

    /** Who else may export a symbol, and what would tell; empty if nobody does. */
    String doubt() {
        String known = doubt;
        if (known == null) {
            known = findDoubt();
            doubt = known;
        }
        return known;
    }

    private String findDoubt() {
        List<String> depends = module.info().all("depends");
        String absent = module.info().depends().stream()
                .map(name -> name.replace('-', '_'))
                .filter(name -> !others.has(name) && !(names.listsModules() && names.lists(name)))
                .collect(Collectors.joining(", "));
        if (others.isComplete()) {
            return "";
        }
        if (!absent.isEmpty()) {
            return "may come from " + (absent.length() > MOST_SHOWN ? absent.substring(0, MOST_SHOWN) + "..." : absent)
                    + ", which the module depends on: give it too"
                    + (names.listsModules() ? "" : ", or add --symvers");
        }
        return depends.isEmpty() && !names.listsModules()
                ? "may come from another module, which the module does not say (it has no depends=): add --symvers, or"
                        + " give all modules"
                : "";
    }

    /** Why the symbol is missed; looks further only for the first few symbols, and not once the kernel has stopped. */
    String explain(String name, boolean further) {
        String reason = "neither the kernel nor a given module exports it";
        if (!further || explained++ >= MOST_EXPLAINED) {
            return reason;
        }
        List<KernelSymbol> namesakes = snapshot.symbols().find(name);
        if (namesakes.stream().anyMatch(symbol -> symbol.owner().isEmpty())) {
            return reason + "; the kernel has it, but for itself";
        }
        if (!namesakes.isEmpty()) {
            return reason + "; module " + namesakes.get(0).owner() + " has it, but for itself";
        }
        if (module.versions().crc(name).isPresent()) {
            return reason + "; it was exported when the module was built, which has a CRC of it";
        }
        List<String> nearest = names.nearest(name);
        return nearest.isEmpty() ? reason : reason + "; similar exports: " + String.join(", ", nearest);
    }
}
