// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import io.github.kolink.cli.outcome.CheckedFinding;
import io.github.kolink.cli.outcome.CheckedModule;
import io.github.kolink.cli.terminal.Palette;
import io.github.kolink.cli.terminal.Printable;
import io.github.kolink.finding.Severity;
import io.github.kolink.finding.Taint;
import io.github.kolink.resolve.VersionCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The lines that tell people about one module: the verdict, what the kernel would print, why, and what else is wrong behind
 * the place where the kernel stops.
 */
final class ModuleLines {
    private static final int MOST = 20;

    private final Severity least;
    private final Palette palette;

    ModuleLines(Severity least, Palette palette) {
        this.least = least;
        this.palette = palette;
    }

    List<String> of(CheckedModule module) {
        List<String> lines = new ArrayList<>();
        lines.add(verdict(module));
        if (module.verdict().isEmpty()) {
            lines.add("  " + Printable.text(module.problem()));
            return lines;
        }
        limited(lines, module.kernelMessages(), "  kernel: ");
        int shown = 0;
        int left = MOST;
        List<CheckedFinding> behind = new ArrayList<>();
        for (CheckedFinding each : module.findings()) {
            if (each.severity().compareTo(least) < 0) {
                continue;
            }
            shown++;
            if (!each.heard()) {
                behind.add(each);
            } else if (left-- > 0) {
                lines.add("  " + words(each));
            }
        }
        if (!behind.isEmpty() && left > 0) {
            lines.add("  The kernel would not have got this far; also:");
            for (CheckedFinding each : behind.subList(0, Math.min(left, behind.size()))) {
                lines.add("    " + words(each));
            }
        }
        int more = Math.max(0, shown - MOST) + module.dropped();
        if (more > 0) {
            lines.add("  ... and " + more + " more" + (shown > MOST ? " (--format json lists them)" : ""));
        }
        if (!module.taints().isEmpty()) {
            List<String> taints = new ArrayList<>();
            for (Taint taint : module.taints()) {
                taints.add(taint(taint));
            }
            lines.add("  taint: " + String.join(", ", taints));
        }
        VersionCounts crcs = module.versions();
        if (least == Severity.NOTE && crcs.compared() > 0) {
            lines.add("  CRCs of imports: " + crcs.agree() + " agree, " + crcs.differ() + " differ, " + crcs.missing()
                    + " missing");
        }
        return lines;
    }

    private String verdict(CheckedModule module) {
        String label = module.label().replace('-', ' ');
        return Printable.text(module.path()) + ": "
                + (module.verdict().isPresent()
                        ? palette.verdict(module.verdict().get(), label)
                        : palette.bold(label))
                + (module.errno().isEmpty() ? "" : " (" + module.errno() + ")")
                + (module.counted().equals(module.verdict()) ? "" : ", but known");
    }

    private static void limited(List<String> lines, List<String> kernel, String indent) {
        for (String line : kernel.subList(0, Math.min(MOST, kernel.size()))) {
            lines.add(indent + Printable.text(line));
        }
        if (kernel.size() > MOST) {
            lines.add(indent + "... and " + (kernel.size() - MOST) + " more lines");
        }
    }

    private String words(CheckedFinding each) {
        String severity = each.severity().name().toLowerCase(Locale.ROOT);
        String words = Printable.text(each.finding().describe());
        if (!each.isKnown()) {
            return severity + ": " + words;
        }
        String reason = each.known().orElse("");
        return "known (" + severity + "): " + words + (reason.isEmpty() ? "" : " [" + Printable.text(reason) + "]");
    }

    static String taint(Taint taint) {
        return taint.name()
                + switch (taint) {
                    case P -> " (proprietary license)";
                    case F -> " (loaded by force)";
                    case O -> " (built out of tree)";
                    case E -> " (unsigned)";
                    case C -> " (staging)";
                    case K -> " (livepatch)";
                    case N -> " (test module)";
                    case U -> " (dangerous option)";
                    case X -> " (distribution's)";
                };
    }
}
