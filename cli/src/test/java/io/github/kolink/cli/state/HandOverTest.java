// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import io.github.kolink.finalise.Stage;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.load.Insertion;
import io.github.kolink.load.LoadLayout;
import io.github.kolink.load.ModuleInsertion;
import io.github.kolink.load.SimulatedKernel;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.resolve.ModuleExports;
import io.github.kolink.state.LoaderState;
import io.github.kolink.state.ModuleRecord;
import io.github.kolink.state.StateFile;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * From an initrd to the final root: one process loads into a simulated kernel and saves; another one, which has seen neither
 * the kernel nor the modules that are loaded, links a dependent module for the room the kernel gave it, to the same bytes.
 */
class HandOverTest {
    @TempDir
    private Path directory = Path.of("");

    /** The process of the final root: ARCHITECTURE STATE MODULE.ko OUT REGION=ADDRESS... */
    static final class FinalRoot {
        private FinalRoot() {}

        public static void main(String[] args) throws IOException {
            Map<RegionKind, Long> bases = new EnumMap<>(RegionKind.class);
            for (int i = 4; i < args.length; i++) {
                String[] base = args[i].split("=", -1);
                bases.put(RegionKind.valueOf(base[0]), Long.parseUnsignedLong(base[1], 16));
            }
            ModuleExports exports = new StateFile(Path.of(args[1])).read().exports();
            KernelModule module = module(args[0], args[2]);
            LinkResult result = linker(args[0], module)
                    .link(
                            module,
                            layout -> new RegionAddresses(bases, Map.of()),
                            exports,
                            Optional.empty(),
                            Stage.RELOCATED);
            LinkedImage image = result.image()
                    .orElseThrow(
                            () -> new IllegalStateException(result.findings().toString()));
            try (OutputStream out = Files.newOutputStream(Path.of(args[3]))) {
                out.write(bytes(image));
            }
        }
    }

    private static KernelModule module(String architecture, String name) throws IOException {
        return KernelModule.of(ModuleFile.read(CommandRun.built(architecture).resolve(name + ".ko"))
                .elf());
    }

    private static ModuleLinker linker(String architecture, KernelModule module) throws IOException {
        ModuleLinker plain = ModuleLinker.of(
                module.file().machine(),
                KernelSnapshot.open(CommandRun.built(architecture).resolve("kallsyms")));
        return new ModuleLinker(plain.target(), plain.architecture(), new LoadLayout());
    }

    /** Every region that the kernel gets, one behind the other. */
    private static byte[] bytes(LinkedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        image.regions().forEach(region -> {
            byte[] bytes = new byte[image.bytes(region.kind()).remaining()];
            image.bytes(region.kind()).get(bytes);
            out.writeBytes(bytes);
        });
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({
        "x86_64, exporter, importer, false",
        "x86_64, chain_a chain_b, chain_c, true",
        "arm64, exporter, importer, true",
        "m68k, exporter, importer, false"
    })
    void aDependentModuleIsLinkedToTheSameBytes(
            String architecture, String loaded, String dependent, boolean memoryTypes) throws Exception {
        KernelModule module = module(architecture, dependent);
        ModuleLinker linker = linker(architecture, module);
        SimulatedKernel kernel = new SimulatedKernel(linker.memoryModel(), memoryTypes, linker.target()::exports);
        ModuleInsertion insertion = new ModuleInsertion(kernel, linker, Map.of());
        LoaderState state = new LoaderState("boot", "6.1.0", List.of());
        for (String name : loaded.split(" ", -1)) {
            Insertion done = insertion.insert(module(architecture, name), "");
            assertTrue(done.isLoaded(), done.link().findings()::toString);
            state = state.with(ModuleRecord.of(done, kernel.list().get(0)));
        }
        Path file = directory.resolve("modules.state");
        new StateFile(file).write(state);

        Insertion here = insertion.insert(module, "");
        assertTrue(here.isLoaded(), here.link().findings()::toString);
        LinkedImage image = here.link().image().orElseThrow();
        assertNotEquals(List.of(), image.providers());
        assertEquals(
                List.of(),
                state.with(ModuleRecord.of(here, kernel.list().get(0))).graph().compare(kernel.list()));

        assertArrayEquals(bytes(image), elsewhere(architecture, file, dependent, image));
    }

    private byte[] elsewhere(String architecture, Path state, String module, LinkedImage image) throws Exception {
        Path out = directory.resolve("image");
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dkolink.testdata=" + System.getProperty("kolink.testdata"),
                "-cp",
                System.getProperty("java.class.path"),
                FinalRoot.class.getName(),
                architecture,
                state.toString(),
                module,
                out.toString()));
        image.regions().forEach(region -> words.add(region.kind() + "=" + Long.toHexString(image.base(region.kind()))));
        Process process = new ProcessBuilder(words).inheritIO().start();
        assertTrue(process.waitFor(5, TimeUnit.MINUTES), "the other process hangs");
        assertEquals(0, process.exitValue());
        return Files.readAllBytes(out);
    }
}
