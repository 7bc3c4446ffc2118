// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.backend;

import com.google.common.base.Suppliers;
import io.github.kolink.cli.target.RunningKernel;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What files tell of the running kernel, which the device does not: each is read when it is first needed, and kept. Thread-safe.
 */
final class KernelFiles {
    private final Supplier<Optional<KernelSnapshot>> configuration;
    private final Supplier<Optional<KernelSnapshot>> exports;
    private final boolean always;

    private KernelFiles(
            Supplier<Optional<KernelSnapshot>> configuration,
            Supplier<Optional<KernelSnapshot>> exports,
            boolean always) {
        this.configuration = Suppliers.memoize(configuration::get);
        this.exports = Suppliers.memoize(exports::get);
        this.always = always;
    }

    /** Those that a system has installed for its kernel. */
    static KernelFiles of(RunningKernel running) {
        return of(running::configuration, running::exports);
    }

    static KernelFiles of(
            Supplier<Optional<KernelSnapshot>> configuration, Supplier<Optional<KernelSnapshot>> exports) {
        return new KernelFiles(configuration, exports, false);
    }

    /** Those that somebody named; none may be. */
    static KernelFiles of(List<KernelSnapshot> given) throws IOException {
        Optional<KernelSnapshot> all = given.isEmpty() ? Optional.empty() : Optional.of(KernelSnapshot.merge(given));
        return new KernelFiles(
                () -> all.filter(read -> !read.config().isEmpty()),
                () -> all.filter(KernelSnapshot::knowsExports),
                true);
    }

    /** The facts of the kernel; empty if no file has its configuration. */
    Optional<KernelFacts> facts(Set<KernelFact> usual) {
        return configuration.get().map(read -> KernelFacts.of(read, usual));
    }

    /**
     * Exports with their namespaces: not where the kernel tells versions, which is enough, and {@code Module.symvers} is
     * large; unless it was given to be used.
     */
    Optional<KernelSnapshot> exports(boolean versions) {
        return versions && !always ? Optional.empty() : exports.get();
    }
}
