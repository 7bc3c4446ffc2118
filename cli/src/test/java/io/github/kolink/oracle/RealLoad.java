// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import java.util.ArrayList;
import java.util.List;

/**
 * What a kernel made of a trial.
 *
 * @param boot which of the guests it ran in; once-only lines begin anew with each
 * @param end how it ended
 * @param errno name of the error, if it was refused
 * @param lines what the kernel printed meanwhile, escaped as /dev/kmsg does
 * @param taints the letters behind the module in /proc/modules
 * @param unload what delete_module returned; 0 also where it was not called
 */
record RealLoad(int boot, End end, String errno, List<String> lines, String taints, int unload) {
    enum End {
        LOADED,
        REFUSED,
        /** The kernel killed the process that loaded, by an oops. */
        KILLED,
        /** The kernel did not survive. */
        CRASHED,
        /** The call did not return. */
        HUNG
    }

    RealLoad {
        lines = List.copyOf(lines);
    }

    String outcome() {
        return end == End.REFUSED ? errno : end.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** In a form that {@link #parse} reads. */
    List<String> text() {
        List<String> text = new ArrayList<>();
        text.add("= " + boot + " " + end + " " + (errno.isEmpty() ? "-" : errno) + " "
                + (taints.isEmpty() ? "-" : taints) + " " + unload);
        lines.forEach(line -> text.add("  " + line));
        return text;
    }

    static RealLoad parse(List<String> text) {
        String[] words = text.get(0).split(" ");
        return new RealLoad(
                Integer.parseInt(words[1]),
                End.valueOf(words[2]),
                words[3].equals("-") ? "" : words[3],
                text.subList(1, text.size()).stream()
                        .map(line -> line.substring(2))
                        .toList(),
                words[4].equals("-") ? "" : words[4],
                Integer.parseInt(words[5]));
    }
}
