// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

import io.github.kolink.kernel.KernelTarget;
import java.util.ArrayList;
import java.util.List;

/** One kernel that verifies one signature: what it knows, and what it prints. */
final class Kernel {
    private final KernelTarget target;
    private final OidRegistry registry;
    private final List<String> log = new ArrayList<>();

    Kernel(KernelTarget target) {
        this.target = target;
        this.registry = OidRegistry.of(target.facts());
    }

    KernelTarget target() {
        return target;
    }

    OidRegistry registry() {
        return registry;
    }

    void print(String line) {
        log.add(line);
    }

    List<String> printed() {
        return List.copyOf(log);
    }

    /** Refuses, after printing why. */
    Refusal refuse(String errno, String line) {
        print(line);
        return Refusal.of(errno, line);
    }
}
