// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.names;

import io.github.kolink.autoload.NamePattern;
import io.github.kolink.autoload.config.ModprobeConfig;
import io.github.kolink.autoload.config.ModprobeConfig.Kind;
import io.github.kolink.autoload.index.TreeIndex;
import io.github.kolink.autoload.names.Resolution.Rule;
import io.github.kolink.autoload.names.Resolution.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Answers names with an index and a configuration, by the rules of libkmod/libkmod-module.c (kmod 30).
 *
 * <p>Not for several threads: the index is read as it is asked.
 */
public final class NameResolver {
    private final TreeIndex index;
    private final ModprobeConfig config;
    private final Map<String, Resolution> answered = new HashMap<>();

    /**
     * A resolver.
     *
     * @param index of a module tree
     * @param config what an administrator says
     */
    public NameResolver(TreeIndex index, ModprobeConfig config) {
        this.index = index;
        this.config = config;
    }

    /**
     * What a name stands for.
     *
     * @param requested a module's name, an alias, or {@code symbol:} and a symbol
     * @return without targets if nobody knows it, or its brackets do not close
     * @throws IOException if the index cannot be read, or is damaged
     */
    public Resolution resolve(String requested) throws IOException {
        Optional<String> name = NamePattern.normalised(requested);
        if (name.isEmpty()) {
            return new Resolution(requested, Rule.NONE, List.of());
        }
        Resolution known = answered.get(name.get());
        if (known == null) {
            known = look(name.get());
            answered.put(name.get(), known);
        }
        return known;
    }

    private Resolution look(String name) throws IOException {
        List<Target> targets = new ArrayList<>();
        for (ModprobeConfig.Line line : config.lines(Kind.ALIAS)) {
            if (NamePattern.matches(line.name(), name)) {
                targets.add(new Target(line.value(), Optional.of(line.name()), line + " (" + line.place() + ")"));
            }
        }
        if (!targets.isEmpty()) {
            return new Resolution(name, Rule.CONFIGURED_ALIAS, targets);
        }
        if (index.module(name).isPresent()) {
            return new Resolution(name, Rule.MODULE, List.of(named(name, "modules.dep")));
        }
        if (name.startsWith("symbol:")) {
            List<String> owners = index.symbol(name);
            if (!owners.isEmpty()) {
                return aliased(name, Rule.SYMBOL, owners, "modules.symbols");
            }
        }
        Optional<ModprobeConfig.Line> command = command(Kind.INSTALL, name).or(() -> command(Kind.REMOVE, name));
        if (command.isPresent()) {
            String source = command.get() + " (" + command.get().place() + ")";
            return new Resolution(name, Rule.COMMAND, List.of(named(name, source)));
        }
        List<String> aliased = index.aliased(name);
        if (!aliased.isEmpty()) {
            return aliased(name, Rule.MODULE_ALIAS, aliased, "modules.alias");
        }
        if (index.isBuiltIn(name)) {
            return new Resolution(name, Rule.BUILT_IN, List.of(named(name, "modules.builtin")));
        }
        List<String> builtIn = index.builtInAliased(name);
        return aliased(name, builtIn.isEmpty() ? Rule.NONE : Rule.BUILT_IN_ALIAS, builtIn, "modules.builtin.modinfo");
    }

    /** Here a pattern stands for itself alone; once the module is known, it matches. */
    private Optional<ModprobeConfig.Line> command(Kind kind, String name) {
        return config.lines(kind).stream()
                .filter(line -> line.name().equals(name))
                .findFirst();
    }

    private static Target named(String name, String source) {
        return new Target(name, Optional.empty(), source);
    }

    private static Resolution aliased(String name, Rule rule, List<String> modules, String source) {
        return new Resolution(
                name,
                rule,
                modules.stream()
                        .map(module -> new Target(module, Optional.of(name), source))
                        .toList());
    }

    /**
     * What is done to load what a name stands for.
     *
     * @param resolution of {@link #resolve}
     * @param parameters for the modules that it stands for, not for those that they need
     * @return a plan for each target
     * @throws IOException if the index cannot be read, or is damaged
     */
    public List<LoadPlan> plans(Resolution resolution, String parameters) throws IOException {
        return plans(resolution, parameters, false);
    }

    /**
     * The same, as an {@code install} command asks for it that loads the module itself in the end.
     *
     * @param resolution of {@link #resolve}
     * @param parameters for the modules that it stands for
     * @param ignoreCommands whether commands and soft dependencies of these modules are left out
     * @return a plan for each target
     * @throws IOException if the index cannot be read, or is damaged
     */
    public List<LoadPlan> plans(Resolution resolution, String parameters, boolean ignoreCommands) throws IOException {
        List<LoadPlan> plans = new ArrayList<>();
        for (Target target : resolution.targets()) {
            Optional<String> blacklisted = target.alias().isEmpty()
                    ? Optional.empty()
                    : config.blacklisted(target.module()).map(line -> line + " (" + line.place() + ")");
            plans.add(new LoadPlan(target, blacklisted, new Sequence(target, parameters, ignoreCommands).steps()));
        }
        return plans;
    }

    /** What kmod keeps apart: a module that is asked for by two names is two to it, until it loads them. */
    private record Asked(String module, Optional<String> alias) {
        static Asked of(Target target) {
            return new Asked(target.module(), target.alias());
        }

        static Asked plain(String module) {
            return new Asked(module, Optional.empty());
        }
    }

    /** The order of one load: hard dependencies, each with what it softly wants, then the module with what it wants. */
    private final class Sequence {
        private final Asked target;
        private final String parameters;
        private final boolean ignoreCommands;
        private final List<Asked> order = new ArrayList<>();
        private final Set<Asked> visited = new HashSet<>();
        private final Set<String> required = new HashSet<>();
        private final Set<Asked> commandless = new HashSet<>();

        Sequence(Target target, String parameters, boolean ignoreCommands) {
            this.target = Asked.of(target);
            this.parameters = parameters;
            this.ignoreCommands = ignoreCommands;
        }

        /** A step that is in the order twice is taken once, at its first place. */
        List<LoadPlan.Step> steps() throws IOException {
            visit(target, true);
            Set<LoadPlan.Step> steps = new LinkedHashSet<>();
            for (Asked asked : order) {
                LoadPlan.Step step = step(asked);
                boolean isLoaded = step.action() == LoadPlan.Action.INSMOD;
                if (isLoaded) {
                    hook(Kind.PRE_INSTALL, step).ifPresent(steps::add);
                }
                steps.add(step);
                if (isLoaded) {
                    hook(Kind.POST_INSTALL, step).ifPresent(steps::add);
                }
            }
            return List.copyOf(steps);
        }

        private void visit(Asked asked, boolean isRequired) throws IOException {
            if (!visited.add(asked)) {
                return;
            }
            List<String> needed =
                    index.module(asked.module()).map(TreeIndex.Entry::needed).orElse(List.of());
            if (isRequired) {
                required.add(asked.module());
                required.addAll(needed);
            }
            for (String one : needed) {
                fill(Asked.plain(one));
            }
            if (ignoreCommands && asked.equals(target)) {
                order.add(asked);
                commandless.add(asked);
            } else {
                fill(asked);
            }
        }

        private void fill(Asked asked) throws IOException {
            Optional<ModprobeConfig.Line> soft = config.first(Kind.SOFTDEP, asked.module());
            List<Asked> before = soft.isPresent() ? wanted(soft.get(), "pre:") : List.of();
            for (Asked one : before) {
                visit(one, false);
            }
            order.add(asked);
            List<Asked> behind = soft.isPresent() ? wanted(soft.get(), "post:") : List.of();
            if (!before.isEmpty() || !behind.isEmpty()) {
                commandless.add(asked);
            }
            for (Asked one : behind) {
                visit(one, false);
            }
        }

        private List<Asked> wanted(ModprobeConfig.Line soft, String when) throws IOException {
            List<Asked> modules = new ArrayList<>();
            for (String name : ModprobeConfig.softDependencies(soft, when)) {
                resolve(name).targets().forEach(one -> modules.add(Asked.of(one)));
            }
            return modules;
        }

        /** modules.conf: {@code pre-install} must succeed, {@code post-install} may fail (modules.conf(5), modutils 2.4). */
        private Optional<LoadPlan.Step> hook(Kind kind, LoadPlan.Step step) {
            return config.first(kind, step.module())
                    .map(line -> new LoadPlan.Step(
                            LoadPlan.Action.RUN,
                            step.module(),
                            Optional.empty(),
                            "",
                            line.value(),
                            kind == Kind.PRE_INSTALL && step.isRequired(),
                            false));
        }

        private LoadPlan.Step step(Asked asked) throws IOException {
            String module = asked.module();
            boolean isTarget = asked.equals(target);
            String set = config.options(module, asked.alias());
            String all = isTarget && !parameters.isEmpty() ? (set.isEmpty() ? "" : set + " ") + parameters : set;
            Optional<ModprobeConfig.Line> command =
                    commandless.contains(asked) ? Optional.empty() : config.first(Kind.INSTALL, module);
            Optional<TreeIndex.Entry> entry = index.module(module);
            return new LoadPlan.Step(
                    action(module, command.isPresent(), entry.isPresent()),
                    module,
                    entry.map(TreeIndex.Entry::file),
                    all,
                    command.map(ModprobeConfig.Line::value).orElse(""),
                    required.contains(module),
                    isTarget);
        }

        private LoadPlan.Action action(String module, boolean isCommand, boolean isFile) throws IOException {
            if (isCommand) {
                return LoadPlan.Action.INSTALL;
            }
            if (isFile) {
                return LoadPlan.Action.INSMOD;
            }
            return index.isBuiltIn(module) ? LoadPlan.Action.BUILT_IN : LoadPlan.Action.MISSING;
        }
    }
}
