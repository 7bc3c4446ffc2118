// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CaptureForecastTest {
    private static final long SECOND = 1_000_000_000;

    private long now;

    private static List<PlannedModule> modules(int count, long memory) {
        return IntStream.range(0, count)
                .mapToObj(i -> new PlannedModule("m" + i, Path.of("m" + i + ".ko"), "m" + i + ".ko", memory, List.of()))
                .toList();
    }

    private CaptureForecast forecast(CaptureFacts.Stage stage, List<PlannedModule> modules, Set<String> known) {
        return CaptureForecast.ofGuest(stage, false, modules, known, () -> now);
    }

    /** Captures that were made, with what their files say they took. */
    @ParameterizedTest
    @CsvSource({
        "LOADED,    4023, 41065, 1150, 178000000",
        "RELOCATED, 4023, 42506,  420, 219000000",
    })
    void aWholeTreeTakesWhatItTookBefore(CaptureFacts.Stage stage, int count, long memory, long seconds, long bytes) {
        CaptureEstimate estimate =
                forecast(stage, modules(count, memory), Set.of()).left();

        assertEquals(seconds, estimate.seconds(), 0.1 * seconds);
        assertEquals(bytes, estimate.bytes(), 0.1 * bytes);
    }

    @Test
    void aMachineOfHalfTheSpeedNeedsTwiceTheTime() {
        List<PlannedModule> modules = modules(2000, 100_000);
        CaptureForecast forecast = forecast(CaptureFacts.Stage.RELOCATED, modules, Set.of());
        forecast.booted();
        long before = forecast.left().seconds();

        for (PlannedModule module : modules.subList(0, 1000)) {
            now += (long) (2 * 0.11 * SECOND);
            forecast.loaded(module, 2 * (12_800 + 92_000));
        }

        assertEquals(2 * 0.11 * 1000, forecast.left().seconds(), 20);
        assertEquals(220, before, 1);
        assertEquals(2 * 1000 * 104_800L, forecast.left().bytes(), 0.05 * 209_600_000);
    }

    @Test
    void modulesThatAreOnlyLoadedAgainTakeTimeAndNoRoom() {
        CaptureForecast forecast = forecast(CaptureFacts.Stage.LOADED, modules(2, 1_000_000), Set.of("m0", "m1"));
        long all = forecast.left().seconds();
        forecast.booted();

        assertEquals(0, forecast.left().bytes());
        assertTrue(all > forecast.left().seconds(), "the boot is over");
        assertEquals(1, forecast.left().seconds());
    }

    @Test
    void nothingIsLeftAtTheEnd() {
        List<PlannedModule> modules = modules(1, 1000);
        CaptureForecast forecast = forecast(CaptureFacts.Stage.RELOCATED, modules, Set.of());
        forecast.booted();
        now += 30 * SECOND;
        forecast.loaded(modules.get(0), 1 << 30);

        assertEquals(new CaptureEstimate(0, 0), forecast.left());
    }
}
