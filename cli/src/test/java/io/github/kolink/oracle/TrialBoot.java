// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import java.util.List;

/**
 * Trials in one guest, in their order. Where a trial brings the guest down, another is booted for the rest.
 *
 * @param name of the record
 * @param commandLine added to the kernel's
 * @param trials what is loaded
 */
record TrialBoot(String name, String commandLine, List<Trial> trials) {
    TrialBoot {
        trials = List.copyOf(trials);
    }
}
