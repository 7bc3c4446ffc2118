// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.backend;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.target.RunningKernel;
import io.github.kolink.kernel.device.DeviceKernel;
import io.github.kolink.kernel.device.PageDevice;
import io.github.kolink.kernel.device.RunningModules;
import io.github.kolink.load.LoadException;
import io.github.kolink.load.ResidentModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real module's whole way, with the device in memory: what the kernel resolves is all that is known of it. */
class DeviceBackendTest {
    private static final RunningModules NOTHING = new RunningModules() {
        @Override
        public List<ResidentModule> list() {
            return List.of();
        }

        @Override
        public void remove(String name) {}
    };

    @TempDir
    private Path directory = Path.of("");

    private final PageDevice device = new PageDevice();

    @BeforeEach
    void kernelOfTheFixtures() throws IOException {
        device.structSize = 0x380;
        device.initAt = 0x138;
        device.exitAt = 0x350;
        device.release = "6.1.0-kolink-amd64";
        Map<String, Long> addresses = new HashMap<>();
        for (String line : Files.readAllLines(x86("kallsyms"))) {
            String[] fields = line.split(" ");
            addresses.put(fields[2], Long.parseUnsignedLong(fields[0], 16));
        }
        for (String line : Files.readAllLines(x86("Module.symvers"))) {
            String[] fields = line.split("\t");
            if (fields[2].equals("vmlinux")) {
                int flags = 1 | 4 | (fields[3].endsWith("_GPL") ? 2 : 0);
                int crc = (int) Long.parseLong(fields[0].substring(2), 16);
                device.exports.put(
                        fields[1],
                        new Object[] {addresses.getOrDefault(fields[1], 0xffffffff81234560L), 0L, "", crc, flags});
            }
        }
    }

    private Attempt insert(String module) throws IOException {
        try (Backend backend = new DeviceBackend(
                new DeviceKernel(device, NOTHING, ByteOrder.LITTLE_ENDIAN), KernelFiles.of(List.of()))) {
            return backend.insert(x86(module), "");
        }
    }

    @Test
    void whatTheKernelResolvesIsEnough() throws IOException {
        for (String module : List.of("hello.ko", "exporter.ko", "percpu.ko", "kerneltables.ko", "traced.ko")) {
            Attempt attempt = insert(module);
            assertTrue(
                    attempt.refused().isEmpty(),
                    () -> module + attempt.refused().get().findings());
            assertEquals(0, attempt.init());
        }
        assertEquals(List.of(), device.open);
    }

    /** What {@code module_finalize} and {@code ftrace_module_init} do must not be done twice. */
    @Test
    void theImageIsRelocatedAndNothingMore() throws IOException {
        assertEquals(0, insert("traced.ko").init());
        byte[] text = device.kernelOwned.values().iterator().next();
        assertEquals(0xe8, text[0] & 0xff, "the call of __fentry__, of which the kernel makes a nop");
        assertNotEquals(0, ByteBuffer.wrap(text).getInt(1), "its distance");
    }

    /** 7.3 of Debian has no versions: the list of exports is read for namespaces, once, and only then. */
    @Test
    void exportsAreReadOnceWhereTheKernelHasNoVersions() throws IOException {
        Path root = directory;
        Files.createDirectories(root.resolve("proc/sys/kernel"));
        Files.writeString(root.resolve("proc/sys/kernel/osrelease"), device.release + "\n");
        Path config = Files.createDirectories(root.resolve("boot")).resolve("config-" + device.release);
        Files.writeString(
                config,
                "CONFIG_64BIT=y\nCONFIG_MODULES=y\n# CONFIG_MODULE_ALLOW_MISSING_NAMESPACE_IMPORTS is not set\n");
        Path symvers = root.resolve("usr/src/linux-headers-" + device.release + "/Module.symvers");
        Files.createDirectories(symvers.resolveSibling(""));
        Files.writeString(symvers, "0x00000000\t_printk\tvmlinux\tEXPORT_SYMBOL\tSECRET\n");
        KernelFiles files = KernelFiles.of(RunningKernel.of(root));
        try (Backend backend = new DeviceBackend(new DeviceKernel(device, NOTHING, ByteOrder.LITTLE_ENDIAN), files)) {
            assertTrue(backend.insert(x86("hello.ko"), "").refused().isEmpty(), "versions: not read");
            device.exports.values().forEach(export -> {
                export[3] = 0;
                export[4] = (int) export[4] & ~4;
            });
            assertTrue(refusal(backend).contains("SECRET"), () -> refusal(backend));
            Files.delete(symvers);
            assertTrue(refusal(backend).contains("SECRET"), "kept");
        }
    }

    private static String refusal(Backend backend) {
        try {
            return backend.insert(x86("hello.ko"), "")
                    .refused()
                    .map(result -> result.findings().toString())
                    .orElse("loaded");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A daemon reads the configuration once: what a load costs does not grow with it. */
    @Test
    void theConfigurationIsReadOnce() throws IOException {
        int[] read = {0};
        KernelFiles files = KernelFiles.of(
                () -> {
                    read[0]++;
                    return Optional.empty();
                },
                Optional::empty);
        try (Backend backend = new DeviceBackend(new DeviceKernel(device, NOTHING, ByteOrder.LITTLE_ENDIAN), files)) {
            assertEquals(0, backend.insert(x86("hello.ko"), "").init());
            assertEquals(0, backend.insert(x86("percpu.ko"), "").init());
        }
        assertEquals(1, read[0]);
    }

    @Test
    void aWrongVersionIsRefusedHere() throws IOException {
        device.exports.get("_printk")[3] = 0x11111111;
        Attempt attempt = insert("hello.ko");
        assertEquals("EINVAL", attempt.refused().orElseThrow().errno());
        assertTrue(
                attempt.refused().get().kernelMessages().contains("hello: disagrees about version of symbol _printk"));
        assertEquals(List.of(), device.open);
    }

    @Test
    void whatNobodyExportsIsToldInTheKernelsWords() throws IOException {
        Attempt attempt = insert("undefined.ko");
        assertEquals("ENOENT", attempt.refused().orElseThrow().errno());
        assertEquals(0, device.committed.length);
    }

    @Test
    void anotherStructModuleIsRefused() throws IOException {
        device.structSize = 0x340;
        LoadException other = assertThrows(LoadException.class, () -> insert("hello.ko"));
        assertEquals("ENOEXEC", other.errnoName());
        assertEquals(0, device.committed.length, "not even asked");
    }

    @Test
    void aModuleOfAnotherModuleIsItsDependency() throws IOException {
        device.exports.put("kolink_add", new Object[] {0xffffffffc0111110L, 0xffffffffc0111000L, "exporter", 0, 1});
        Attempt attempt = insert("chain_a.ko");
        assertTrue(
                attempt.refused().isEmpty(), () -> "" + attempt.refused().get().findings());
    }

    @Test
    void aDependencyThatIsNotLoadedLeavesAnUnknownSymbol() {
        LoadException absent = assertThrows(LoadException.class, () -> insert("importer.ko"));
        assertEquals("ENOENT", absent.errnoName());
        assertEquals(List.of(), device.open);
    }

    @Test
    void errnosReadAsKmodsUsersKnowThem() {
        assertEquals("Invalid module format (ENOEXEC)", KmodWords.insmod(8));
        assertEquals("Invalid parameters (EINVAL)", KmodWords.insmod(22));
        assertEquals("File exists (EEXIST)", KmodWords.insmod(17));
        assertEquals("Module already in kernel (EEXIST)", KmodWords.modprobe(17));
        assertEquals("Exec format error (ENOEXEC)", KmodWords.modprobe(8));
        assertEquals("Unknown error 999 (errno 999)", KmodWords.plain(999));
    }
}
