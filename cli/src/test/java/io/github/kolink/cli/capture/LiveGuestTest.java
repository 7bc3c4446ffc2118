// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.capture.qemu.LiveGuest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command, run by a JVM inside a guest, captures and verifies the very kernel it runs on. */
@EnabledIfEnvironmentVariable(named = "KOLINK_QEMU", matches = "1")
@EnabledIfEnvironmentVariable(named = "KOLINK_KERNELS", matches = ".+")
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
final class LiveGuestTest {
    private static final String[] NEEDED = {
        "fs/fat/fat.ko",
        "fs/fat/vfat.ko",
        "drivers/net/dummy.ko",
        "lib/crc16.ko",
        "fs/mbcache.ko",
        "fs/jbd2/jbd2.ko",
        "fs/ext4/ext4.ko"
    };

    @TempDir
    private Path temporary;

    @Test
    void theRunningKernelIsCapturedFromWithin() throws IOException, InterruptedException {
        GuestFiles files =
                new GuestFiles(Path.of(System.getenv("KOLINK_KERNELS")).resolve("amd64"), temporary);
        List<String> load = files.add(NEEDED);
        try (LiveGuest guest = files.boot()) {
            for (String module : load) {
                assertEquals(0, guest.load(module), module);
            }

            int captured = files.kolink(guest, "capture", "--live", "--all", "-o", "/tmp/capture");
            int verified = files.kolink(guest, "verify", "/tmp/capture");

            String log = guest.text("/log");
            assertEquals(0, captured, log);
            assertTrue(log.contains(load.size() + " of " + load.size() + " modules captured"), log);
            assertEquals(0, verified, log);
            assertTrue(guest.text("/tmp/capture/capture.properties").contains("stage=loaded"));
        }
    }
}
