// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.outcome;

import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.symbols.KernelSnapshot;
import java.util.List;
import java.util.Optional;

/**
 * A kernel that modules were checked for, and what was known of it.
 *
 * @param name tells it from the others of the report
 * @param release such as {@code 6.1.0-56-amd64}
 * @param releaseAssumed whether no input says the release
 * @param architecture as {@code uname -m} says it, if an input does
 * @param inputs one line per input that was used
 * @param conflicts where inputs contradict each other
 * @param assumed options of its configuration that no input tells
 * @param notChecked what no check can know before the load
 */
public record CheckedKernel(
        String name,
        String release,
        boolean releaseAssumed,
        Optional<String> architecture,
        List<String> inputs,
        List<String> conflicts,
        List<String> assumed,
        List<String> notChecked) {
    /**
     * A kernel and the lists about it.
     *
     * @param name tells it from the others
     * @param release such as {@code 6.1.0-56-amd64}
     * @param releaseAssumed whether no input says it
     * @param architecture as {@code uname -m} says it
     * @param inputs one line each
     * @param conflicts one line each
     * @param assumed names of options
     * @param notChecked one item each
     */
    public CheckedKernel {
        inputs = List.copyOf(inputs);
        conflicts = List.copyOf(conflicts);
        assumed = List.copyOf(assumed);
        notChecked = List.copyOf(notChecked);
    }

    /**
     * The kernel that a check was made for.
     *
     * @param name tells it from the others
     * @param target the kernel
     * @param inputs one line per input that was used
     * @param notChecked what no check can know
     * @return the kernel
     */
    public static CheckedKernel of(String name, KernelTarget target, List<String> inputs, List<String> notChecked) {
        KernelSnapshot snapshot = target.snapshot();
        return new CheckedKernel(
                name,
                target.facts().release(),
                snapshot.release().isEmpty(),
                snapshot.architecture(),
                inputs,
                snapshot.conflicts(),
                target.facts().assumed(),
                notChecked);
    }

    /**
     * The kernel in a report.
     *
     * @return such as {@code Linux 6.1.0-56-amd64 (x86_64)}, not made printable
     */
    public String title() {
        return "Linux " + release
                + (architecture.isPresent() ? " (" + architecture.get() + ")" : "")
                + (releaseAssumed ? " (assumed: no input tells the release)" : "");
    }
}
