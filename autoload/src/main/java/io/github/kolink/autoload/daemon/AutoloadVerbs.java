// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import io.github.kolink.load.Errno;
import io.github.kolink.state.Fields;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The messages of the socket (docs/autoload.md): a line of a request, and the line that answers it. */
final class AutoloadVerbs {
    /** What a server says first. */
    static final String GREETING = "kolink-autoload\t1";

    /** Types of kerneld's messages that are no concern of module loading. */
    private static final Set<String> OTHERS = Set.of("system", "request-route", "blanker", "pnp", "arp");

    private final ModuleService service;
    private final Optional<KeyValueStore> values;

    AutoloadVerbs(ModuleService service, Optional<KeyValueStore> values) {
        this.service = service;
        this.values = values;
    }

    static String malformed(String why) {
        return reply("0", Outcome.refused(Errno.EPROTO, why + "; docs/autoload.md describes the protocol"));
    }

    private static String reply(String id, Outcome outcome) {
        String[] fields = new String[3 + outcome.modules().size()];
        fields[0] = id;
        fields[1] = Integer.toString(outcome.errno());
        fields[2] = outcome.message();
        for (int i = 0; i < outcome.modules().size(); i++) {
            fields[3 + i] = outcome.modules().get(i);
        }
        return Fields.line(fields);
    }

    /**
     * Does what a line asks.
     *
     * @param line without its end
     * @param answer told the reply, once, now or later; empty if the request has the identity 0
     * @throws IllegalArgumentException if the line is no request at all
     */
    void answer(String line, Consumer<Optional<String>> answer) {
        String[] fields = Fields.of(line);
        if (fields.length < 2 || !fields[0].matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("a request is a number, a verb and its operands, with tabs between");
        }
        List<String> operands = Arrays.asList(fields).subList(2, fields.length);
        CompletableFuture<Outcome> outcome = outcome(fields[1], operands);
        boolean wanted = Integer.parseInt(fields[0]) != 0;
        CompletableFuture<Void> unused = outcome.thenAccept(
                done -> answer.accept(wanted ? Optional.of(reply(fields[0], done)) : Optional.empty()));
    }

    private CompletableFuture<Outcome> outcome(String verb, List<String> operands) {
        if (OTHERS.contains(verb)) {
            return now(
                    Outcome.refused(Errno.EOPNOTSUPP, "'" + verb + "' of kerneld is not served: no module's concern"));
        }
        Optional<Integer> wanted = operands(verb, operands);
        if (wanted.isEmpty()) {
            return now(Outcome.refused(Errno.EINVAL, "no verb '" + verb + "'"));
        }
        if (wanted.get() != operands.size()) {
            return now(Outcome.refused(
                    Errno.EINVAL, "'" + verb + "' has " + operands.size() + " operands, not " + wanted.get()));
        }
        try {
            return done(verb, operands);
        } catch (IOException | NumberFormatException e) {
            Errno errno = e instanceof IOException ? Errno.EIO : Errno.EINVAL;
            return now(Outcome.refused(errno, verb + ": " + e.getMessage()));
        }
    }

    private static CompletableFuture<Outcome> now(Outcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }

    private static Optional<Integer> operands(String verb, List<String> given) {
        return switch (verb) {
            case "sweep", "status" -> Optional.of(0);
            case "release", "delayed-release", "cancel-release", "keep", "delay", "get" -> Optional.of(1);
            case "request" -> Optional.of(given.size() == 2 ? 2 : 1); // with the process that asks, or without
            case "set" -> Optional.of(2);
            default -> Optional.empty();
        };
    }

    private CompletableFuture<Outcome> done(String verb, List<String> operands) throws IOException {
        String first = operands.isEmpty() ? "" : operands.get(0);
        return switch (verb) {
            case "request" -> service.request(first, operands.size() == 2 ? Long.parseLong(operands.get(1)) : 0);
            case "release" -> service.release(first);
            case "sweep" -> service.sweep();
            case "status" -> now(Outcome.done(List.of(service.status().json())));
            case "delayed-release" -> {
                service.delayedRelease(first);
                yield now(Outcome.done(List.of()));
            }
            case "cancel-release" ->
                now(
                        service.cancelRelease(first)
                                ? Outcome.done(List.of())
                                : Outcome.refused(Errno.ENOENT, "no release of " + first + " was to come"));
            case "keep" -> keep(first);
            case "delay" -> delay(Long.parseLong(first));
            default -> value(verb, operands);
        };
    }

    private CompletableFuture<Outcome> keep(String word) {
        if (!word.equals("on") && !word.equals("off")) {
            return now(Outcome.refused(Errno.EINVAL, "keep: 'on' or 'off'"));
        }
        service.keep(word.equals("on"));
        return now(Outcome.done(List.of()));
    }

    private CompletableFuture<Outcome> delay(long seconds) {
        if (seconds < 0 || seconds > Integer.MAX_VALUE) {
            return now(Outcome.refused(Errno.ERANGE, "delay: 0 to " + Integer.MAX_VALUE + " seconds"));
        }
        service.delay(Duration.ofSeconds(seconds));
        return now(Outcome.done(List.of()));
    }

    private CompletableFuture<Outcome> value(String verb, List<String> operands) throws IOException {
        if (values.isEmpty()) {
            return now(Outcome.refused(Errno.EOPNOTSUPP, verb + ": this daemon keeps no values"));
        }
        if (verb.equals("set")) {
            values.get().set(operands.get(0), operands.get(1));
            return now(Outcome.done(List.of()));
        }
        return now(values.get()
                .get(operands.get(0))
                .map(value -> Outcome.done(List.of(value)))
                .orElseGet(() -> Outcome.refused(Errno.ENOENT, operands.get(0) + " is not set")));
    }
}
