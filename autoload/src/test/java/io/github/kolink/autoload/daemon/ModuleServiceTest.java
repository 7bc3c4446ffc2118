// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.load.Errno;
import io.github.kolink.load.ModuleState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleServiceTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SimulatedSystem system = new SimulatedSystem();
    private final VirtualClock clock = new VirtualClock();
    private final ModuleMarks marks = ModuleMarks.inMemory();
    private ModuleService service = service(Runnable::run, marks);

    @TempDir
    private Path directory = Path.of("");

    private ModuleService service(Executor worker, ModuleMarks kept, LifeHook... hooks) {
        return new ModuleService(system, kept, List.of(hooks), clock, worker, 8);
    }

    /** ext4 uses jbd2 and crc16, jbd2 uses crc16. */
    @BeforeEach
    void tree() {
        system.tree.put("crc16", List.of());
        system.tree.put("jbd2", List.of("crc16"));
        system.tree.put("ext4", List.of("jbd2", "crc16"));
        system.tree.put("dummy", List.of());
        system.aliases.put("fs-ext4", "ext4");
    }

    private Outcome request(String name) {
        return service.request(name, 0).join();
    }

    private Outcome sweep() {
        return service.sweep().join();
    }

    @Test
    void aRequestLoadsWhatTheNameMeans() {
        assertEquals(new Outcome(0, "", List.of("ext4")), request("fs-ext4"));
        assertEquals(List.of("crc16", "jbd2", "ext4"), system.loads);
        assertEquals(new Outcome(0, "", List.of("ext4")), request("ext4"));
        assertEquals(3, system.loads.size(), "loaded already");
        assertTrue(marks.of("crc16").autoclean(), "what it needs is autoclean too");
    }

    @Test
    void anUnknownNameIsAnsweredToo() {
        assertEquals(new Outcome(2, "Module char-major-42 not found", List.of()), request("char-major-42"));
    }

    @Test
    void equalRequestsBecomeOneLoad() {
        Deque<Runnable> work = new ArrayDeque<>();
        service = service(work::add, marks);
        List<CompletableFuture<Outcome>> answers = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            answers.add(service.request(List.of("ext4", "dummy", "crc16").get(i % 3), i));
        }
        assertEquals(3, work.size());
        assertEquals(
                Map.of("ext4", 334, "dummy", 333, "crc16", 333),
                service.status().queue());
        answers.get(5).complete(Outcome.done(List.of("forged"))); // a waiter answers for itself alone
        while (!work.isEmpty()) {
            work.remove().run();
        }
        assertEquals(4, system.loads.size());
        assertTrue(answers.stream().allMatch(CompletableFuture::isDone));
        assertEquals(List.of("crc16"), answers.get(2).join().modules());
        ServiceStatus status = service.status();
        assertEquals(List.of(1000L, 3L, 997L), List.of(status.requests(), status.loads(), status.joined()));
        assertEquals(Map.of(), status.queue());
    }

    @Test
    void aFullQueueIsToldAndJoiningIsNot() {
        Deque<Runnable> work = new ArrayDeque<>();
        service = service(work::add, marks);
        for (int i = 0; i < 8; i++) {
            assertFalse(service.request("name" + i, 0).isDone());
        }
        assertEquals(
                Errno.EAGAIN.number(), service.request("one more", 0).join().errno());
        assertFalse(service.request("name3", 0).isDone(), "joins");
        service.close();
        assertEquals(Errno.EINTR.number(), service.request("name3", 0).join().errno());
    }

    @Test
    void aFailureAnswersEverybody() {
        ModuleSystem broken = new ModuleSystem() {
            @Override
            public List<String> load(String name) {
                throw new IllegalStateException("broken");
            }

            @Override
            public List<io.github.kolink.load.ResidentModule> list() {
                return List.of();
            }

            @Override
            public void remove(String module) {}
        };
        ModuleService failing = new ModuleService(broken, marks, List.of(), clock, Runnable::run, 8);
        assertEquals(Errno.EIO.number(), failing.request("x", 0).join().errno());
        assertEquals(Map.of(), failing.status().queue());
    }

    @Test
    void aReleaseGoesInReverseOrder() {
        request("fs-ext4");
        Outcome done = service.release("fs-ext4").join();
        assertEquals(List.of("ext4", "jbd2", "crc16"), done.modules());
        assertEquals(List.of(), system.kernel.holdings());
    }

    @Test
    void aModuleWithHoldersIsNotReleased() {
        request("ext4");
        assertEquals(
                new Outcome(Errno.EBUSY.number(), "Module jbd2 is in use by: ext4", List.of()),
                service.release("jbd2").join());
        system.kernel.use("ext4", 1);
        assertEquals("Module ext4 is in use", service.release("ext4").join().message());
        assertEquals(List.of(), system.removals);
        system.kernel.use("ext4", -1);
    }

    @Test
    void whatTheUserLoadedStays() {
        system.insert("crc16");
        request("ext4");
        assertEquals(List.of("ext4", "jbd2"), service.release("ext4").join().modules());
        sweep();
        sweep();
        assertEquals(List.of("crc16"), system.there());
    }

    @Test
    void aDelayedReleaseWaitsAndBeginsAnewWithALoad() {
        request("dummy");
        service.delayedRelease("dummy");
        clock.pass(Duration.ofSeconds(59));
        request("dummy");
        clock.pass(Duration.ofSeconds(59));
        assertEquals(List.of("dummy"), system.there());
        assertEquals(List.of("dummy"), service.status().releases());
        clock.pass(SECOND);
        assertEquals(List.of(), system.there());
        assertEquals(List.of(), service.status().releases());
    }

    @Test
    void aDelayedReleaseIsCancelledOrKept() {
        request("dummy");
        service.delayedRelease("dummy");
        assertTrue(service.cancelRelease("dummy"));
        assertFalse(service.cancelRelease("dummy"));
        clock.pass(Duration.ofHours(1));
        assertEquals(List.of("dummy"), system.there());
        service.delayedRelease("dummy");
        service.keep(true);
        clock.pass(Duration.ofHours(1));
        service.release("dummy").join();
        sweep();
        sweep();
        assertEquals(List.of("dummy"), system.there());
        service.keep(false);
        service.delay(SECOND);
        service.delayedRelease("dummy");
        clock.pass(SECOND);
        assertEquals(List.of(), system.there());
    }

    /** The two-pass rule, and what only a removed module has used goes with it. */
    @Test
    void aSweepTakesWhatWasUnusedSinceTheLast() {
        request("ext4");
        system.kernel.use("ext4", 1);
        assertEquals(List.of(), sweep().modules());
        assertEquals(List.of(), sweep().modules());
        system.kernel.use("ext4", -1);
        assertEquals(List.of(), sweep().modules(), "was in use at the last one");
        assertEquals(List.of("ext4", "jbd2", "crc16"), sweep().modules());
        assertEquals(List.of(), sweep().modules());
        assertEquals(List.of(), system.kernel.holdings());
    }

    @Test
    void aRequestIsUse() {
        request("dummy");
        sweep();
        request("dummy");
        assertEquals(List.of(), sweep().modules());
        assertEquals(List.of("dummy"), sweep().modules());
    }

    @Test
    void marksOutliveTheService() throws IOException {
        Path file = directory.resolve("marks");
        service = service(Runnable::run, ModuleMarks.in(file));
        request("dummy");
        sweep();
        service.close();
        service = service(Runnable::run, ModuleMarks.in(file));
        assertEquals(List.of("dummy"), sweep().modules());
        assertEquals(ModuleMarks.Mark.NONE, ModuleMarks.in(file).of("dummy"), "forgotten when it is gone");
    }

    /** "Allow module exit to fail": GOING without new users, tried again, no way back. */
    @Test
    void anExitMayFailAndIsTriedAgain() {
        request("dummy");
        system.kernel.onExit(name -> -Errno.EBUSY.number());
        assertEquals(Errno.EBUSY.number(), service.release("dummy").join().errno());
        assertEquals(ModuleState.GOING, system.list().get(0).state());
        assertEquals(Errno.EBUSY.number(), request("dummy").errno(), "no new users");
        assertEquals("dummy: delete_module dummy (exit): EBUSY, Device or resource busy", sweep().message());
        assertEquals(ModuleState.GOING, system.list().get(0).state());
        system.kernel.onExit(name -> 0);
        assertEquals(List.of("dummy"), sweep().modules());
        assertEquals(List.of(), system.kernel.holdings());
        assertTrue(request("dummy").isDone());
    }

    @Test
    void theTimerOfKmod() {
        request("dummy");
        List<Long> fired = new ArrayList<>();
        KmodTimer timer = new KmodTimer(clock, () -> {
            fired.add(clock.millis() / 1000);
            sweep();
        });
        timer.start(KmodTimer.FIRST);
        clock.pass(Duration.ofSeconds(310));
        assertEquals(List.of("dummy"), system.there());
        timer.delay(Duration.ofSeconds(120)); // from the next time on
        clock.pass(Duration.ofSeconds(300));
        assertEquals(List.of(300L, 360L, 480L, 600L), fired);
        assertEquals(List.of(), system.there());
        timer.delay(Duration.ZERO);
        clock.pass(Duration.ofHours(1));
        assertEquals(5, fired.size());
        timer.start(SECOND);
        timer.stop();
        clock.pass(SECOND);
        assertEquals(5, fired.size());
    }

    @Test
    void whoAsksIsInTheLogAndTheStatusIsJson() {
        service.request("dummy", 4711).join();
        assertEquals(List.of("request dummy of process 4711"), service.status().log());
        assertEquals(
                "{\"version\":1,\"delay\":60,\"keep\":false,\"queueLimit\":8,\"queue\":{},\"releases\":[],"
                        + "\"requests\":1,\"loads\":1,\"joined\":0,\"refused\":0,"
                        + "\"log\":[\"request dummy of process 4711\"]}",
                service.status().json());
    }
}
