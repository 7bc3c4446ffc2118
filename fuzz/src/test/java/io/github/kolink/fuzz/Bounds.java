// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.fuzz;

import com.sun.management.ThreadMXBean;
import io.github.kolink.finding.LinkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * What holds for any input: only documented exceptions, at most {@value #CPU_MILLIS} ms of CPU time and {@value
 * #CPU_MICROS_PER_BYTE} us per byte, at most {@value #BASE} bytes of memory and {@value #PER_BYTE} per byte, and the same
 * words when asked again. The bounds are those of instrumented code on a busy machine.
 */
final class Bounds {
    private static final long CPU_MILLIS = 3_000;
    private static final long CPU_MICROS_PER_BYTE = 100;
    private static final long BASE = 32L << 20;
    private static final long PER_BYTE = 512;

    /** One input of so many is run twice while fuzzing; each one is in a regression test. */
    private static final int TWICE = System.getProperty("kolink.fuzz.campaign") == null ? 1 : 8;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Bounds() {}

    /** What is done with an input: words that tell all there is to tell of the outcome. */
    interface Work {
        String run() throws IOException;
    }

    /** Runs a reader. */
    static void check(byte[] input, Work work) {
        check(input, 0, work);
    }

    /** Runs what may also make an image of so many bytes. */
    static void check(byte[] input, long image, Work work) {
        String first = bounded(input, image, work);
        if (Math.floorMod(Arrays.hashCode(input), TWICE) == 0) {
            String second = bounded(input, image, work);
            if (!first.equals(second)) {
                throw new AssertionError("first: " + first + "\nsecond: " + second);
            }
        }
    }

    /** Who breaks a bound gets a second try: the first one may have loaded classes and let them be instrumented. */
    private static String bounded(byte[] input, long image, Work work) {
        Measured measured = Measured.of(work, System::nanoTime);
        if (!measured.fits(input.length, image)) {
            // A busy machine may have made it wait, too; the time of the CPU is dear to ask for.
            measured = Measured.of(work, THREADS::getCurrentThreadCpuTime);
        }
        if (!measured.fits(input.length, image)) {
            throw new AssertionError(measured.micros() + " us of CPU time and " + measured.bytes()
                    + " bytes of memory for " + input.length + " bytes");
        }
        return measured.words();
    }

    private record Measured(String words, long micros, long bytes) {
        static Measured of(Work work, LongSupplier clock) {
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            long start = clock.getAsLong();
            String words;
            try {
                words = work.run();
            } catch (LinkException | IOException | UncheckedIOException e) {
                words = e.toString();
            }
            long micros = (clock.getAsLong() - start) / 1000;
            return new Measured(words, micros, THREADS.getCurrentThreadAllocatedBytes() - allocated);
        }

        boolean fits(int length, long image) {
            return micros <= CPU_MILLIS * 1000 + CPU_MICROS_PER_BYTE * length
                    && bytes <= BASE + PER_BYTE * length + image;
        }
    }
}
