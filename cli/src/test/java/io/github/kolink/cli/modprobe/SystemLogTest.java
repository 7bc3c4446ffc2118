// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.modprobe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's log is a file here; the syslog daemon is Python's datagram socket. */
class SystemLogTest {
    private static final String DAEMON = "import os,socket,sys\n"
            + "s=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM)\ns.bind(sys.argv[1]+'.new')\n"
            + "os.rename(sys.argv[1]+'.new',sys.argv[1])\nprint(s.recv(4096).decode())\n";

    @TempDir
    private Path directory = Path.of("");

    private final ByteArrayOutputStream otherwise = new ByteArrayOutputStream();
    private Path socket = Path.of("");
    private Path device = Path.of("");

    @BeforeEach
    void places() {
        socket = directory.resolve("log");
        device = directory.resolve("kmsg");
    }

    private void say(String text) {
        PrintStream log = new PrintStream(new SystemLog(socket, device, otherwise), true, StandardCharsets.UTF_8);
        log.print(text + "\n");
        log.flush();
    }

    @Test
    void aDaemonIsToldInItsOwnForm() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "no python3 to listen");
        Files.createFile(device);
        Process daemon = new ProcessBuilder("/usr/bin/python3", "-c", DAEMON, socket.toString()).start();
        try {
            while (Files.notExists(socket) && daemon.isAlive()) {
                Thread.sleep(10);
            }
            say("kolink: Module x not found");
            if (!daemon.waitFor(1, TimeUnit.MINUTES)) {
                daemon.destroyForcibly().waitFor(); // it was told nothing
            }
            InputStream heard = daemon.getInputStream();
            assertEquals(
                    "<27>kolink[" + ProcessHandle.current().pid() + "]: Module x not found\n",
                    new String(heard.readAllBytes(), StandardCharsets.UTF_8));
        } finally {
            daemon.destroyForcibly();
        }
        assertEquals("", Files.readString(device));
        // It is gone, its socket is there.
        say("kolink: again");
        assertEquals("<27>kolink: again\n", Files.readString(device));
    }

    @Test
    void withoutADaemonTheKernelIsTold() throws IOException {
        Files.createFile(device);
        say("kolink: Module x not found");
        assertEquals("<27>kolink: Module x not found\n", Files.readString(device));
        assertEquals("", otherwise.toString(StandardCharsets.UTF_8));
    }

    @Test
    void withoutEitherItGoesWhereItWent() {
        say("kolink: Module x not found");
        assertEquals("kolink: Module x not found\n", otherwise.toString(StandardCharsets.UTF_8));
    }
}
