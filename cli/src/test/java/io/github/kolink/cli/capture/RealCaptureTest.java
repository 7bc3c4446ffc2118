// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.kolink.capture.Capture;
import io.github.kolink.capture.CaptureFacts;
import io.github.kolink.capture.CapturedModule;
import io.github.kolink.capture.CapturedSection;
import io.github.kolink.cli.CommandRun;
import io.github.kolink.cli.JsonText;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.LayoutRules;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.SectionAddresses;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.module.ModuleSearch;
import io.github.kolink.relocate.Architecture;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Captures from Debian's kernels in QEMU, when KOLINK_QEMU is 1: KOLINK_KERNELS names a folder with {@code amd64} and
 * {@code arm64}, each an unpacked linux-image, and perhaps {@code m68k}, made by {@code testdata/kernels/build-m68k}.
 */
@EnabledIfEnvironmentVariable(named = "KOLINK_QEMU", matches = "1")
@EnabledIfEnvironmentVariable(named = "KOLINK_KERNELS", matches = ".+")
final class RealCaptureTest {
    /** Modules of many kinds; those that they use are captured with them. */
    private static final List<String> SAMPLE = List.of(
            "btrfs",
            "crc-itu-t",
            "dm-crypt",
            "ext4",
            "isofs",
            "minix",
            "nf_tables",
            "nls_utf8",
            "raid456",
            "virtio_net",
            "wireguard",
            "xfs");

    private static final List<String> SAMPLE_OF_PCS = List.of("e1000e", "i915", "kvm-intel", "mac80211");

    /** A call of amd64 [bytes]. */
    private static final int CALL = 5;

    @TempDir
    private Path temporary;

    private static Path one(Path folder, String glob) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
            return found.iterator().next();
        }
    }

    private static Path kernel(String architecture) {
        Path kernel = Path.of(System.getenv("KOLINK_KERNELS")).resolve(architecture);
        // Only this kernel takes long to come by; without the others nothing would be shown.
        assumeTrue(!architecture.equals("m68k") || Files.exists(kernel), kernel + " is not there");
        return kernel;
    }

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "arm64", "m68k"})
    void theRelocatedImageOfASampleIsEqualAndTheFinalOneExplained(String architecture) throws IOException {
        Path kernel = kernel(architecture);
        Path tree = one(kernel.resolve("lib/modules"), "*");
        Path folder = temporary.resolve("capture");
        List<Object> words = new ArrayList<>(List.of("capture", "--kernel"));
        Collections.addAll(words, one(kernel.resolve("boot"), "vmlinu[xz]*"), "--modules", tree);
        Collections.addAll(words, "--kaslr", "--final", "-o", folder);
        int atLeast = SAMPLE.size();
        if (architecture.equals("m68k")) {
            words.add("--all");
            atLeast = Math.max(70, ModuleSearch.below(tree).size());
        } else {
            words.addAll(SAMPLE);
            if (architecture.equals("amd64")) {
                words.addAll(SAMPLE_OF_PCS);
            }
        }

        CommandRun capture = CommandRun.of(words.toArray());
        assertEquals(0, capture.code(), capture.err());
        CommandRun compare = CommandRun.of("compare", folder, "--modules", tree, "--format", "json");

        assertEquals(0, compare.code(), compare.err());
        List<Object> modules = JsonText.list(JsonText.object(compare.out()).get("modules"));
        assertTrue(modules.size() >= atLeast, () -> modules.size() + " modules");
        for (Object each : modules) {
            Map<String, Object> module = JsonText.object(each);
            String name = (String) module.get("name");
            assertEquals("null", module.get("problem"), name);
            assertEquals(List.of(), module.get("layout"), name);
            List<Object> stages = JsonText.list(module.get("stages"));
            assertEquals(2, stages.size(), name);
            assertOnlyStructModuleDiffers(JsonText.object(stages.get(0)), name);
            assertEquals("final", JsonText.object(stages.get(1)).get("stage"), name);
        }
    }

    private static void assertOnlyStructModuleDiffers(Map<String, Object> stage, String name) {
        assertEquals("relocated", stage.get("stage"), name);
        List<String> different = new ArrayList<>();
        for (Object section : JsonText.list(stage.get("different"))) {
            different.add((String) JsonText.object(section).get("name"));
        }
        assertEquals(List.of(KernelModule.THIS_MODULE), different, name);
        assertEquals((Long) stage.get("sections") - 1, stage.get("equal"), name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "arm64", "m68k"})
    void whatTheLoaderMadeIsWhatWeMake(String architecture) throws IOException {
        Path kernel = kernel(architecture);
        Path image = one(kernel.resolve("boot"), "vmlinu[xz]*");
        Path tree = one(kernel.resolve("lib/modules"), "*");
        Path folder = temporary.resolve("capture");
        Object[] words = {
            "capture", "--kernel", image, "--modules", tree, "--kaslr", "--final", "-o", folder, "vfat", "dummy"
        };

        CommandRun first = CommandRun.of(words);

        assertEquals(0, first.code(), first.err());
        assertTrue(first.err().contains("3 of 3 modules captured"), first.err());
        Capture capture = Capture.open(folder);
        for (String name : new String[] {"fat", "dummy"}) { // they use no other module
            assertEqualToOurs(capture, capture.module(name).orElseThrow(), tree);
        }

        Files.delete(folder.resolve("modules/vfat/done"));
        CommandRun second = CommandRun.of(words);

        assertEquals(0, second.code(), second.err());
        assertTrue(second.err().contains("1 of 3 modules captured"), second.err());
        Capture whole = Capture.open(folder);
        assertEquals(1, whole.module("vfat").orElseThrow().boot());
        assertTrue(whole.sections("fat", 1).isPresent());
        assertTrue(CommandRun.of(words).err().contains("0 of 3 modules captured"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "arm64"})
    void whatRunsIsExplainedAndAPatchedByteIsFound(String architecture) throws IOException {
        Path kernel = Path.of(System.getenv("KOLINK_KERNELS")).resolve(architecture);
        Path tree = one(kernel.resolve("lib/modules"), "*");
        Path folder = temporary.resolve("capture");
        Object[] words = {
            "capture",
            "--loaded",
            "--kernel",
            one(kernel.resolve("boot"), "vmlinu[xz]*"),
            "--modules",
            tree,
            "--kaslr",
            "-o",
            folder,
            "vfat",
            "dummy",
            "zsmalloc" // has per-CPU data
        };

        CommandRun first = CommandRun.of(words);

        assertEquals(0, first.code(), first.err());
        Capture capture = Capture.open(folder);
        assertEquals(CaptureFacts.Stage.LOADED, capture.facts().stage());
        Object[] verify = {"verify", "--modules", tree, folder};
        CommandRun good = CommandRun.of(verify);
        assertEquals(0, good.code(), good.out());
        assertTrue(capture.module("zsmalloc").orElseThrow().facts().percpu().isPresent());

        Files.delete(folder.resolve("modules/vfat/done"));
        assertEquals(0, CommandRun.of(words).code());
        assertEquals(1, Capture.open(folder).module("vfat").orElseThrow().boot());
        assertEquals(0, CommandRun.of(verify).code());

        Path code = folder.resolve("modules/vfat/loaded/.text.bin");
        byte[] bytes = Files.readAllBytes(code);
        bytes[bytes.length / 2] ^= 0x10;
        Files.write(code, bytes);
        CommandRun planted = CommandRun.of(verify);
        assertEquals(1, planted.code(), planted.out());
        assertTrue(planted.out().contains("vfat"), planted.out());
    }

    /** {@code dummy} with an init that traps, on a kernel that panics then; {@code crc-itu-t} is loaded behind it. */
    @Test
    void aModuleThatEndsTheGuestIsRecordedAndTheOthersAreCaptured() throws IOException {
        Path kernel = kernel("amd64");
        Path modules = one(kernel.resolve("lib/modules"), "*");
        Path tree = Files.createDirectory(temporary.resolve("tree"));
        Files.copy(modules.resolve("kernel/lib/crc-itu-t.ko"), tree.resolve("later.ko"));
        Path crashing = Files.copy(modules.resolve("kernel/drivers/net/dummy.ko"), tree.resolve("crashing.ko"));
        long init = ModuleFile.read(crashing)
                .elf()
                .section(".init.text")
                .orElseThrow()
                .offset();
        byte[] file = Files.readAllBytes(crashing);
        file[(int) init + CALL] = 0x0f; // ud2, behind the call of __fentry__
        file[(int) init + CALL + 1] = 0x0b;
        Files.write(crashing, file);
        Path folder = temporary.resolve("capture");
        Object[] words = {
            "capture",
            "--loaded",
            "--kernel",
            one(kernel.resolve("boot"), "vmlinu[xz]*"),
            "--modules",
            tree,
            "--append",
            "oops=panic",
            "-o",
            folder,
            "--all"
        };

        CommandRun first = CommandRun.of(words);

        assertEquals(1, first.code(), first.err());
        assertTrue(first.err().contains("kolink: 2 modules, about "), first.err());
        assertTrue(first.err().contains("dummy: the guest died while loading it: Kernel panic"), first.err());
        assertTrue(first.err().contains("kolink: 1 module, about "), first.err());
        assertTrue(first.err().contains("2 of 2 modules captured"), first.err());
        Capture capture = Capture.open(folder);
        assertEquals(0, capture.module("crc_itu_t").orElseThrow().facts().result());
        CommandRun again = CommandRun.of(words);
        assertEquals(1, again.code(), again.err());
        assertTrue(again.err().contains("dummy: not tried again"), again.err());
        assertTrue(again.err().contains("0 of 2 modules captured"), again.err());
        CommandRun compare = CommandRun.of("compare", folder, "--modules", tree);
        assertTrue(compare.out().contains("dummy: the guest died while loading it"), compare.out());
    }

    private static void assertEqualToOurs(Capture capture, CapturedModule captured, Path tree) throws IOException {
        KernelSnapshot snapshot = capture.kernel(captured.boot());
        Architecture architecture = Architecture.of(snapshot).orElseThrow();
        KernelFacts facts = KernelFacts.of(snapshot, architecture.usualFacts());
        ModuleLinker linker =
                new ModuleLinker(new KernelTarget(snapshot, facts, Map.of()), architecture, LayoutRules.of(facts));
        Map<String, Long> addresses = new HashMap<>();
        for (CapturedSection section : captured.sections()) {
            if (section.address() != 0) {
                addresses.put(section.name(), section.address());
            }
        }
        KernelModule module = KernelModule.of(
                ModuleFile.read(tree.resolve(captured.facts().file())).elf());
        LinkedImage ours = linker.link(
                        module, new SectionAddresses(addresses, layout -> new RegionAddresses(Map.of(), Map.of())))
                .image()
                .orElseThrow();
        for (CapturedSection section : captured.sections()) {
            assertEquals(section.address(), ours.address(section.index()), section.name());
            if (captured.relocated(section).isPresent()
                    && !section.name().equals(KernelModule.THIS_MODULE)
                    && !section.name().equals(".symtab")) {
                assertArrayEquals(captured.relocated(section).get(), ours.bytes(section.index()), section.name());
            }
        }
    }
}
