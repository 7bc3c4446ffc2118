// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel;

import io.github.kolink.symbols.KernelSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The facts of one kernel. Immutable. The only place where releases are compared.
 *
 * <p>Without a configuration, what the kernel's vermagic and its symbols show of it is known ({@code KernelTraces}). An
 * option of which nothing is known is taken as the architecture's stock kernels have it; {@link
 * #assumed()} lists those.
 */
public final class KernelFacts {
    /** Options that have two names, by the older one. */
    private static final Map<String, String> RENAMED = Map.of("CONFIG_RETPOLINE", "CONFIG_MITIGATION_RETPOLINE");

    private static final String DEFAULT_RELEASE = "6.1";

    private final String release;
    private final Map<String, String> config;
    private final Set<KernelFact> usual;
    private final Map<KernelFact, Boolean> given;
    /** What was asked before: each module asks the same, and comparing releases takes time. */
    private final Map<KernelFact, Boolean> answers = new ConcurrentHashMap<>();

    private KernelFacts(
            String release, Map<String, String> config, Set<KernelFact> usual, Map<KernelFact, Boolean> given) {
        this.release = release;
        this.config = config;
        this.usual = usual;
        this.given = given;
    }

    /**
     * The facts of a snapshot's kernel, by its release and configuration.
     *
     * @param snapshot the kernel; 6.1 if it names no release
     * @param usual configuration facts that hold for stock kernels of the architecture
     * @return the facts; no CPU fact is set
     */
    public static KernelFacts of(KernelSnapshot snapshot, Set<KernelFact> usual) {
        Map<String, String> config = snapshot.config();
        Map<KernelFact, Boolean> told = new HashMap<>(KernelTraces.patches(snapshot));
        if (config.isEmpty()) {
            told.putAll(KernelTraces.options(snapshot));
            told.put(KernelFact.KALLSYMS_ALL, snapshot.hasDataSymbols());
        }
        String release = snapshot.release().orElse(DEFAULT_RELEASE);
        return new KernelFacts(
                Release.of(release).isPresent() ? release : DEFAULT_RELEASE,
                config,
                Set.copyOf(usual),
                Map.copyOf(told));
    }

    /**
     * The facts of a release whose configuration is not known.
     *
     * @param release such as {@code 6.1} or {@code 6.12.107-amd64}
     * @param usual configuration facts to assume
     * @return the facts; no CPU fact is set
     */
    public static KernelFacts of(String release, Set<KernelFact> usual) {
        if (Release.of(release).isEmpty()) {
            throw new IllegalArgumentException("no kernel release: " + release);
        }
        return new KernelFacts(release, Map.of(), Set.copyOf(usual), Map.of());
    }

    /**
     * Whether a fact is true of this kernel.
     *
     * @param fact which
     * @return true if it is
     */
    public boolean has(KernelFact fact) {
        Boolean answer = answers.get(fact);
        if (answer == null) {
            answer = find(fact);
            answers.put(fact, answer);
        }
        return answer;
    }

    private boolean find(KernelFact fact) {
        Boolean known = given.get(fact);
        if (known != null) {
            return known;
        }
        return switch (fact.source()) {
            case SINCE -> isSince(fact.key());
            case CONFIG -> config.isEmpty() ? usual.contains(fact) : isSet(fact.key());
            case PATCH, CPU, REQUEST -> false;
        };
    }

    private boolean isSet(String option) {
        return "y".equals(config.get(option)) || "y".equals(config.get(RENAMED.getOrDefault(option, option)));
    }

    /**
     * Whether a fact is true of this kernel, as far as any input tells.
     *
     * @param fact which
     * @return empty if it depends on the configuration and that is not known, where {@link #has} assumes what stock
     *     kernels have; or on who built the kernel
     */
    public Optional<Boolean> known(KernelFact fact) {
        boolean assumed = !given.containsKey(fact)
                && switch (fact.source()) {
                    case CONFIG -> config.isEmpty();
                    case PATCH -> true;
                    case SINCE, CPU, REQUEST -> false;
                };
        return assumed ? Optional.empty() : Optional.of(has(fact));
    }

    /**
     * The value of a configuration option.
     *
     * @param option such as {@code CONFIG_LSM}
     * @return as the configuration has it, {@code n} for "is not set"; empty if it has not, or is not known
     */
    public Optional<String> option(String option) {
        return Optional.ofNullable(config.get(option));
    }

    /**
     * The kernel's release.
     *
     * @return such as {@code 6.1.0-56-amd64}; {@code 6.1} if none is known
     */
    public String release() {
        return release;
    }

    /**
     * The same kernel with one fact given.
     *
     * @param fact which
     * @param value its value, whatever release, configuration and CPU say
     * @return new facts
     */
    public KernelFacts with(KernelFact fact, boolean value) {
        Map<KernelFact, Boolean> more = new HashMap<>(given);
        more.put(fact, value);
        return new KernelFacts(release, config, usual, Map.copyOf(more));
    }

    /**
     * The same kernel as if it were of another release.
     *
     * @param other such as {@code 6.12}
     * @return new facts
     */
    public KernelFacts asRelease(String other) {
        if (Release.of(other).isEmpty()) {
            throw new IllegalArgumentException("no kernel release: " + other);
        }
        return new KernelFacts(other, config, usual, given);
    }

    /**
     * What was assumed because no input tells.
     *
     * @return options assumed to be {@code y}, sorted; empty if a configuration is known
     */
    public List<String> assumed() {
        if (!config.isEmpty()) {
            return List.of();
        }
        Set<String> keys = new TreeSet<>();
        for (KernelFact fact : usual) {
            if (fact.source() == KernelFact.Source.CONFIG && !given.containsKey(fact)) {
                keys.add(fact.key() + "=y");
            }
        }
        return new ArrayList<>(keys);
    }

    private boolean isSince(String key) {
        int stable = key.indexOf(' ');
        return stable < 0
                ? isAtLeast(key)
                : isAtLeast(key.substring(0, stable)) || isStableAtLeast(key.substring(stable + 1));
    }

    private boolean isAtLeast(String version) {
        Optional<Release> have = Release.of(release);
        Optional<Release> want = Release.of(version);
        return have.isPresent() && want.isPresent() && have.get().isSince(want.get());
    }

    private boolean isStableAtLeast(String version) {
        Optional<Release> have = Release.of(release);
        Optional<Release> want = Release.of(version);
        return have.isPresent() && want.isPresent() && have.get().isStableSince(want.get());
    }
}
