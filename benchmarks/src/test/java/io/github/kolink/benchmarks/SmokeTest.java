// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.testdata.SeededFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark runs; how fast is no test's business. */
class SmokeTest {
    private static final List<Class<?>> BENCHMARKS = List.of(
            ElfParsing.class,
            SymbolSources.class,
            SymbolLookUp.class,
            Layout.class,
            Relocating.class,
            PluginsLoaded.class,
            Linking.class,
            WholeTree.class);

    @TestFactory
    Stream<DynamicTest> eachRunsOnce() {
        return BENCHMARKS.stream()
                .map(type -> DynamicTest.dynamicTest(type.getSimpleName(), () -> assertTrue(runs(type) > 0)));
    }

    @BeforeAll
    static void besideOthers() {
        System.setProperty("jmh.ignoreLock", "true"); // nothing is measured, so another build may run beside it
    }

    private static int runs(Class<?> type) throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include(type.getName() + "\\.")
                        .mode(Mode.SingleShotTime)
                        .timeUnit(TimeUnit.MILLISECONDS)
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run()
                .size();
    }

    /** A rival that does less would be no rival. */
    @Test
    void theLambdasApplyWhatThePluginsApply() throws IOException {
        for (String architecture : List.of("x86_64", "arm64")) {
            for (RelocationWork work : RelocationLoops.works(Corpus.of(architecture), 1)) {
                work.restore();
                work.apply(work.plugin());
                long plugin = work.checksum();
                long told = work.reported();
                work.restore();
                work.apply(LambdaRelocator.of(architecture));
                if (told == 0 && work.reported() == 0) {
                    assertEquals(plugin, work.checksum(), architecture);
                }
            }
            assertTrue(RelocationLoops.time(RelocationLoops.works(Corpus.of(architecture), 3), 1, Optional.empty())
                            .relocations()
                    > 0);
        }
    }

    @Test
    void thereIsAFileForEachFaultAndASoundOne(@TempDir Path folder) throws IOException {
        Path module = Path.of(System.getProperty("kolink.testdata", "testdata"), "built", "x86_64", "hello.ko");
        SeededFiles.main(new String[] {module.toString(), folder.toString()});
        byte[] sound = Files.readAllBytes(folder.resolve("none/hello.ko"));
        assertArrayEquals(Files.readAllBytes(module), sound);
        for (SeededFault fault : SeededFault.values()) {
            String name = fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
            byte[] seeded = Files.readAllBytes(folder.resolve(name).resolve("hello.ko"));
            assertFalse(Arrays.equals(sound, seeded), name);
        }
    }

    @Test
    void aSizeIsReachedModuleByModule() throws IOException {
        assertEquals(3, Scaling.modules(3).count());
        Scaling.Point point = Scaling.relocations(100);
        assertTrue(point.count() >= 50 && point.count() <= 100, point.toString());
        assertTrue(point.nanoseconds() > 0);
    }
}
