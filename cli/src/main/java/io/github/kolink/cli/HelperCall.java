// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The arguments with which kernels call their helper, /proc/sys/kernel/modprobe, where that is kolink itself: they name no
 * verb.
 *
 * <pre>
 * 2.1          modprobe -k NAME                    kernel/kmod.c
 * kerneld      modprobe -k -s NAME, -r -s NAME     modutils, kerneld.c
 * 2.2, 2.4     modprobe -s -k [--] NAME            kernel/kmod.c
 * 2.6 to 7.3   modprobe -q -- NAME                 kernel/module/kmod.c
 * </pre>
 */
final class HelperCall {
    private static final Set<String> OPTIONS = Set.of("-k", "-s", "-q", "-r");

    private HelperCall() {}

    /**
     * The command line with its verb. Up to 2.4 the kernel asked for autoclean itself ({@code -k}); what later ones ask for
     * may go again just the same. The same if a verb is there, or it is nothing that a kernel says.
     */
    static String[] words(String... args) {
        int options = 0;
        while (options < args.length && OPTIONS.contains(args[options])) {
            options++;
        }
        int names = args.length - options;
        boolean ended = names == 2 && args[options].equals("--");
        if (options == 0 || !(ended || (names == 1 && !args[options].startsWith("-")))) {
            return args;
        }
        List<String> words = new ArrayList<>(List.of("modprobe"));
        List<String> given = List.of(args).subList(0, options);
        if (!given.contains("-k") && !given.contains("-r")) {
            words.add("-k");
        }
        words.addAll(List.of(args));
        return words.toArray(String[]::new);
    }
}
