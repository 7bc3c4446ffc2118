// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.capture.qemu.LiveGuest;
import io.github.kolink.cli.capture.GuestFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** In a guest, of modules that the kernel's own loader has loaded: who uses whom, computed here, is what the kernel tells. */
@EnabledIfEnvironmentVariable(named = "KOLINK_QEMU", matches = "1")
@EnabledIfEnvironmentVariable(named = "KOLINK_KERNELS", matches = ".+")
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class LiveStateTest {
    private static final String[] MODULES = {
        "fs/fat/fat.ko",
        "fs/fat/vfat.ko",
        "fs/fat/msdos.ko",
        "drivers/net/dummy.ko",
        "lib/crc16.ko",
        "fs/mbcache.ko",
        "fs/jbd2/jbd2.ko",
        "fs/ext4/ext4.ko"
    };

    @TempDir
    private Path temporary = Path.of("");

    @Test
    void theKernelAgreesWithWhatIsComputed() throws IOException, InterruptedException {
        GuestFiles files =
                new GuestFiles(Path.of(System.getenv("KOLINK_KERNELS")).resolve("amd64"), temporary);
        List<String> load = files.add(MODULES);
        try (LiveGuest guest = files.boot()) {
            for (String module : load) {
                assertEquals(0, guest.load(module), module);
            }
            int shown = files.kolink(guest, "state", "show");
            int saved = files.kolink(guest, "state", "save", "/tmp/initrd.state");
            int restored = files.kolink(guest, "state", "restore", "/tmp/initrd.state", "/tmp/root.state");
            int removed = files.kolink(guest, "rmmod", "dummy");
            int without = files.kolink(guest, "state", "restore", "/tmp/initrd.state", "/tmp/later.state");

            String log = guest.text("/log");
            assertEquals(List.of(0, 0, 0, 0, 1), List.of(shown, saved, restored, removed, without), log);
            assertTrue(log.contains("dummy: is not at its address any more: left out"), log);
            assertTrue(log.matches("(?s).*\nfat +\\d+ +0x[0-9a-f]+ +2 +0 +- +vfat,msdos\n.*"), log);
            String state = guest.text("/tmp/root.state");
            assertEquals(guest.text("/tmp/initrd.state"), state);
            assertTrue(state.contains("\nmodule\tdummy\t0xffffffff"), state);
            assertTrue(state.contains("\nuses\tjbd2\n"), state);
        }
    }
}
