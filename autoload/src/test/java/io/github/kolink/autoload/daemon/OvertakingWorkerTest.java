// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import io.github.kolink.load.ResidentModule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OvertakingWorkerTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration NEVER = Duration.ofDays(1);

    private final SystemClock clock = new SystemClock();

    @AfterEach
    void stop() {
        clock.close();
    }

    /** Init of lp asks for parport_lowlevel and waits for the answer: drivers/parport/share.c. */
    private static final class AskingSystem implements ModuleSystem {
        private final CompletableFuture<ModuleService> service = new CompletableFuture<>();

        @Override
        public List<String> load(String name) throws UnknownNameException {
            if (!name.equals("char-major-6-0")) {
                throw new UnknownNameException(name);
            }
            try {
                Outcome asked = service.get().request("parport_lowlevel", 0).get(20, TimeUnit.SECONDS);
                assertEquals(Errno.ENOENT.number(), asked.errno());
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new LoadException("init of lp " + e, Errno.ETIMEDOUT);
            }
            return List.of("lp");
        }

        @Override
        public List<ResidentModule> list() {
            return List.of();
        }

        @Override
        public void remove(String module) {
            throw new AssertionError(module);
        }
    }

    @Test
    void aLoadThatAsksForAnotherOneEnds() throws Exception {
        AskingSystem system = new AskingSystem();
        try (OvertakingWorker worker = new OvertakingWorker(clock, SHORT);
                ModuleService service =
                        new ModuleService(system, ModuleMarks.inMemory(), List.of(), clock, worker, 10)) {
            system.service.complete(service);
            assertEquals(
                    Outcome.done(List.of("lp")),
                    service.request("char-major-6-0", 0).get(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void oneAfterTheOtherAsLongAsTheyEnd() throws InterruptedException {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(200);
        try (OvertakingWorker worker = new OvertakingWorker(clock, NEVER)) {
            IntStream.range(0, 200)
                    .forEach(i -> worker.execute(() -> {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        order.add(i);
                        now.decrementAndGet();
                        done.countDown();
                    }));
            assertTrue(done.await(30, TimeUnit.SECONDS));
        }
        assertEquals(IntStream.range(0, 200).boxed().toList(), order);
        assertEquals(1, most.get());
    }

    /** Each of a chain waits for the next one; no more are begun than kernels begin. */
    @Test
    void asManyAsKernelsStart() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(OvertakingWorker.MOST + 1);
        CountDownLatch end = new CountDownLatch(1);
        try (OvertakingWorker worker = new OvertakingWorker(clock, Duration.ofMillis(1))) {
            for (int i = 0; i <= OvertakingWorker.MOST; i++) {
                worker.execute(() -> {
                    begun.countDown();
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
            assertEquals(false, begun.await(2, TimeUnit.SECONDS));
            assertEquals(1, begun.getCount());
            end.countDown();
            assertTrue(begun.await(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void afterItsEndNothingIsTaken() {
        OvertakingWorker worker = new OvertakingWorker(clock, SHORT);
        worker.close();
        assertThrows(RejectedExecutionException.class, () -> worker.execute(() -> {}));
    }
}
