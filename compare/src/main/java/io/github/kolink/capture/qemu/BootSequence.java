// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import io.github.kolink.capture.CaptureForecast;
import io.github.kolink.capture.CaptureListener;
import io.github.kolink.capture.CaptureWriter;
import io.github.kolink.capture.ModuleFacts;
import io.github.kolink.capture.PlannedModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Boots guests until the capture has every module. One is enough unless it dies: then the module it was loading gets that as
 * its outcome, is not loaded again, and another guest goes on with the rest.
 */
final class BootSequence {
    private static final int ENOTRECOVERABLE = 131;

    /** Where guests come from. */
    @FunctionalInterface
    interface Boots {
        /**
         * Boots one.
         *
         * @param loaded what it will be asked to load, in this order
         * @param forecast of this boot; its clock is to be started as soon as the guest waits
         */
        BootedGuest boot(List<PlannedModule> loaded, CaptureForecast forecast) throws IOException;
    }

    /** Tells what a boot will take. */
    @FunctionalInterface
    interface Forecasts {
        CaptureForecast of(List<PlannedModule> loaded, Set<String> known);
    }

    private final List<PlannedModule> modules;
    private final Path capture;
    private final CaptureListener listener;
    private final Forecasts forecasts;
    private final Boots boots;

    /**
     * Work on a capture.
     *
     * @param modules that it shall have, in an order in which they can be loaded, with all they need
     * @param capture its folder
     */
    BootSequence(
            List<PlannedModule> modules, Path capture, CaptureListener listener, Forecasts forecasts, Boots boots) {
        this.modules = modules;
        this.capture = capture;
        this.listener = listener;
        this.forecasts = forecasts;
        this.boots = boots;
    }

    /** Does it all; returns how many modules were dealt with, 0 if none was lacking. */
    int run() throws IOException {
        int captured = 0;
        while (true) {
            Map<String, ModuleFacts> known = CaptureWriter.outcomes(capture);
            List<PlannedModule> needed = needed(known);
            if (needed.isEmpty()) {
                return captured;
            }
            captured += boot(needed, known.keySet());
        }
    }

    /** The modules that the capture lacks, and those they use; but none that a guest has died of. */
    private List<PlannedModule> needed(Map<String, ModuleFacts> known) {
        Set<String> names = new HashSet<>();
        List<PlannedModule> needed = new ArrayList<>();
        for (int i = modules.size() - 1; i >= 0; i--) {
            PlannedModule module = modules.get(i);
            ModuleFacts facts = known.get(module.name());
            boolean fatal = facts != null && facts.death().isPresent();
            if (!fatal && (facts == null || names.contains(module.name()))) {
                names.addAll(module.uses());
                needed.add(module);
            }
        }
        Collections.reverse(needed);
        return needed;
    }

    private int boot(List<PlannedModule> needed, Set<String> known) throws IOException {
        CaptureForecast forecast = forecasts.of(needed, known);
        int lacking = (int)
                needed.stream().filter(module -> !known.contains(module.name())).count();
        listener.starting(lacking, forecast.left());
        int captured = 0;
        try (BootedGuest guest = boots.boot(needed, forecast)) {
            for (int i = 0; i < needed.size(); i++) {
                PlannedModule module = needed.get(i);
                boolean isNew = !known.contains(module.name());
                listener.at("loading", i, needed.size());
                captured += isNew ? 1 : 0;
                try {
                    forecast.loaded(module, guest.load(module, i, isNew));
                } catch (GuestDeath e) {
                    String how = how(guest, e);
                    if (!isNew) {
                        throw new IOException(
                                "the guest died while loading " + module.name() + ", which another had survived: "
                                        + how,
                                e);
                    }
                    record(module, i, guest.writer(), how);
                    return captured;
                }
                listener.left(forecast.left());
            }
        }
        return captured;
    }

    private static String how(BootedGuest guest, GuestDeath death) {
        String words = guest.lastWords();
        return words.isEmpty() ? String.valueOf(death.getMessage()) : words;
    }

    private void record(PlannedModule module, int order, CaptureWriter writer, String how) throws IOException {
        ModuleFacts facts = new ModuleFacts(
                module.name(),
                module.relative(),
                module.sha256(),
                -ENOTRECOVERABLE,
                OptionalLong.empty(),
                OptionalLong.empty(),
                order,
                writer.boot(),
                Optional.of(how));
        writer.module(module.name()).complete(facts);
        listener.captured(facts);
    }
}
