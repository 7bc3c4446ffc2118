// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.capture.Capture;
import io.github.kolink.capture.CaptureEstimate;
import io.github.kolink.capture.CaptureFacts;
import io.github.kolink.capture.CaptureForecast;
import io.github.kolink.capture.CaptureListener;
import io.github.kolink.capture.CaptureWriter;
import io.github.kolink.capture.CapturedSection;
import io.github.kolink.capture.ModuleFacts;
import io.github.kolink.capture.PlannedModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guests that die, played by this test. */
final class BootSequenceTest {
    private static final CaptureFacts FACTS = new CaptureFacts(
            CaptureFacts.Stage.LOADED, "6.1", "Linux version 6.1", "x86_64", "qemu64", 1, false, "quiet", "test");
    private static final CapturedSection TEXT = new CapturedSection(-1, 0xffffffffc0000000L, 4, 6, 1, 16, ".text");

    @TempDir
    private Path room;

    private final List<String> boots = new ArrayList<>();
    private final List<String> outcomes = new ArrayList<>();
    private final List<Integer> lacking = new ArrayList<>();
    private final List<PlannedModule> modules = new ArrayList<>();

    /** What ends the guest that loads it, and how. */
    private String fatal = "";

    private GuestDeath death = GuestDeath.hanging(600);
    private String lastWords = "";

    @BeforeEach
    void fourModules() throws IOException {
        plan("base");
        plan("bad");
        plan("user", "base");
        plan("victim", "bad");
    }

    private void plan(String name, String... uses) throws IOException {
        Path file = Files.writeString(room.resolve(name + ".ko"), name);
        modules.add(new PlannedModule(name, file, name + ".ko", 1000, List.of(uses)));
    }

    private Path folder() {
        return room.resolve("capture");
    }

    private final class Listener implements CaptureListener {
        @Override
        public void starting(int modules, CaptureEstimate estimate) {
            lacking.add(modules);
        }

        @Override
        public void left(CaptureEstimate estimate) {}

        @Override
        public void at(String what, int done, int total) {}

        @Override
        public void captured(ModuleFacts facts) {
            outcomes.add(facts.name() + " " + facts.result()
                    + facts.death().map(how -> " " + how).orElse(""));
        }
    }

    private final class FakeGuest implements BootedGuest {
        private final CaptureWriter writer;
        private final Listener listener;

        FakeGuest(Listener listener) throws IOException {
            this.writer = CaptureWriter.start(folder(), FACTS, new byte[0]);
            this.listener = listener;
            boots.add("");
        }

        @Override
        public long load(PlannedModule planned, int order, boolean isNew) throws IOException {
            int last = boots.size() - 1;
            boots.set(last, (boots.get(last) + " " + planned.name() + (isNew ? "" : "(again)")).strip());
            CaptureWriter.ModuleWriter out = isNew ? writer.module(planned.name()) : null;
            if (out == null) {
                writer.again(planned.name(), List.of(TEXT), OptionalLong.empty());
            } else {
                out.sections(List.of(TEXT));
            }
            if (planned.name().equals(fatal)) {
                throw death;
            }
            if (out == null) {
                return 0;
            }
            ModuleFacts facts = new ModuleFacts(
                    planned.name(),
                    planned.relative(),
                    planned.sha256(),
                    0,
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    order,
                    writer.boot(),
                    Optional.empty());
            out.complete(facts);
            listener.captured(facts);
            return out.written();
        }

        @Override
        public CaptureWriter writer() {
            return writer;
        }

        @Override
        public String lastWords() {
            return lastWords;
        }

        @Override
        public void close() {}
    }

    private int run() throws IOException {
        Listener listener = new Listener();
        return new BootSequence(
                        modules,
                        folder(),
                        listener,
                        (loaded, known) -> CaptureForecast.ofGuest(FACTS.stage(), false, loaded, known, () -> 0),
                        (loaded, forecast) -> new FakeGuest(listener))
                .run();
    }

    @Test
    void aGuestThatLivesLoadsEverythingOnce() throws IOException {
        assertEquals(4, run());

        assertEquals(List.of("base bad user victim"), boots);
        assertEquals(List.of(4), lacking);
        assertEquals(0, run());
        assertEquals(1, boots.size());
    }

    @Test
    void aModuleThatHangsTheGuestIsPassedOverByTheNextBootWhichGoesOnWithTheRest() throws IOException {
        fatal = "bad";

        assertEquals(4, run());

        assertEquals(List.of("base bad", "base(again) user victim"), boots);
        assertEquals(List.of(4, 2), lacking);
        assertEquals(
                List.of("base 0", "bad -131 the guest did not get to its next stop within 600 s", "user 0", "victim 0"),
                outcomes);
    }

    @Test
    void theOutcomeIsInTheCaptureWithoutHeadersOfALoadThatDidNotEnd() throws IOException {
        fatal = "bad";
        death = new GuestDeath("the guest ended: QEMU closed its gdb connection");
        lastWords = "Kernel panic - not syncing: bad";

        run();

        Capture capture = Capture.open(folder());
        ModuleFacts facts = capture.module("bad").orElseThrow().facts();
        assertEquals(Optional.of("Kernel panic - not syncing: bad"), facts.death());
        assertEquals(-131, facts.result());
        assertEquals(List.of(), capture.module("bad").orElseThrow().sections());
        assertEquals(1, capture.module("user").orElseThrow().boot());
        try (Stream<String> lines = Files.lines(folder().resolve("modules/bad/module.properties"))) {
            assertTrue(lines.anyMatch("death=Kernel panic - not syncing: bad"::equals));
        }
    }

    @Test
    void aLaterRunDoesNotTryAModuleAgainThatAGuestDiedOf() throws IOException {
        fatal = "bad";
        run();
        Files.delete(folder().resolve("modules/victim/done"));

        assertEquals(1, run());

        assertEquals("victim", boots.get(2));
    }

    @Test
    void aModuleThatOneGuestSurvivedAndAnotherDiesOfEndsTheRun() throws IOException {
        run();
        Files.delete(folder().resolve("modules/user/done"));
        fatal = "base";

        String message =
                String.valueOf(assertThrows(IOException.class, this::run).getMessage());

        assertTrue(message.contains("died while loading base, which another had survived"), message);
    }
}
