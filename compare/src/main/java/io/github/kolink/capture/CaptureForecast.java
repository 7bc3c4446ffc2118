// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture;

import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What a capture will take: at first by figures measured on other captures, then corrected by what it has taken so far. Not
 * thread-safe.
 */
public final class CaptureForecast {
    /** Files that a capture has once: kallsyms, snapshot, configuration [bytes]. */
    private static final double ONCE = 10.5e6;

    /** So long the figures count as much as what was measured since [seconds]. */
    private static final double TRUST = 20;

    private static final double BYTES_TRUST = 4e6;
    private static final double NANOSECONDS = 1e9;

    private final Figures figures;
    private final Set<String> known;
    private final LongSupplier clock;
    private final double boot;
    private double seconds;
    private double bytes;
    private double secondsDone;
    private double bytesDone;
    private double bytesWritten;
    private long start;
    private boolean booted;

    /**
     * Measured on captures of Debian 6.1 amd64, whole tree, on two cores without KVM.
     *
     * @param boot [seconds]
     * @param packing what the guest's file system takes for each byte of a module [seconds per 10^6 bytes]
     * @param module what loading one takes [seconds], and for each byte of it [seconds per 10^6 bytes]
     * @param files what one takes beside its sections [bytes]
     * @param share of a module's bytes in memory that are kept
     */
    private record Figures(double boot, double packing, double module, double megabyte, double files, double share) {
        static final Figures RELOCATED = new Figures(12, 0.1, 0.09, 0.2, 12_800, 0.92);
        static final Figures FINAL = new Figures(12, 0.1, 0.09, 0.2, 12_800, 1.82);
        static final Figures LOADED = new Figures(12, 0.1, 0.27, 0.43, 8_800, 0.77);
        static final Figures LIVE = new Figures(0, 0, 0.01, 0.01, 8_800, 0.77);

        double seconds(PlannedModule planned) {
            return module + megabyte * planned.memory() / 1e6;
        }

        double bytes(PlannedModule planned) {
            return files + share * planned.memory();
        }
    }

    private CaptureForecast(Figures figures, List<PlannedModule> modules, Set<String> known, LongSupplier clock) {
        this.figures = figures;
        this.known = Set.copyOf(known);
        this.clock = clock;
        double packed = 0;
        for (PlannedModule planned : modules) {
            packed += planned.memory() / 1e6;
            seconds += figures.seconds(planned);
            bytes += isKnown(planned) ? 0 : figures.bytes(planned);
        }
        this.boot = figures.boot() + figures.packing() * packed;
        this.bytesWritten = 0;
        this.bytes += ONCE;
    }

    /**
     * One boot of a guest.
     *
     * @param stage when the sections are taken
     * @param finals whether they are taken just before init too
     * @param modules that are loaded
     * @param known names of those that are not captured again
     * @param nanoseconds a clock
     * @return what it will take
     */
    public static CaptureForecast ofGuest(
            CaptureFacts.Stage stage,
            boolean finals,
            List<PlannedModule> modules,
            Set<String> known,
            LongSupplier nanoseconds) {
        Figures figures =
                stage == CaptureFacts.Stage.LOADED ? Figures.LOADED : finals ? Figures.FINAL : Figures.RELOCATED;
        return new CaptureForecast(figures, modules, known, nanoseconds);
    }

    /**
     * The running kernel.
     *
     * @param modules that are read
     * @param known names of those that are not captured again
     * @param nanoseconds a clock
     * @return what it will take
     */
    public static CaptureForecast ofRunning(List<PlannedModule> modules, Set<String> known, LongSupplier nanoseconds) {
        CaptureForecast forecast = new CaptureForecast(Figures.LIVE, modules, known, nanoseconds);
        forecast.booted();
        return forecast;
    }

    private boolean isKnown(PlannedModule planned) {
        return known.contains(planned.name());
    }

    /** Starts the clock: the first module is about to be loaded. */
    public void booted() {
        booted = true;
        start = clock.getAsLong();
        bytes -= ONCE;
    }

    /**
     * Takes in what one module took.
     *
     * @param planned which
     * @param written what its files hold [bytes]; of no interest if it was not captured again
     */
    public void loaded(PlannedModule planned, long written) {
        seconds -= figures.seconds(planned);
        secondsDone += figures.seconds(planned);
        if (!isKnown(planned)) {
            bytes -= figures.bytes(planned);
            bytesDone += figures.bytes(planned);
            bytesWritten += written;
        }
    }

    /**
     * What is left.
     *
     * @return at least 0 of each
     */
    public CaptureEstimate left() {
        double taken = booted ? (clock.getAsLong() - start) / NANOSECONDS : 0;
        double slower = (taken + TRUST) / (secondsDone + TRUST);
        double bigger = (bytesWritten + BYTES_TRUST) / (bytesDone + BYTES_TRUST);
        double open = Math.max(0, seconds) * slower + (booted ? 0 : boot);
        return new CaptureEstimate(Math.round(open), Math.round(Math.max(0, bytes) * bigger));
    }
}
