// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.modprobe;

import io.github.kolink.kernel.jnr.LiveSystem;
import io.github.kolink.kernel.jnr.SyslogSocket;
import io.github.kolink.load.LoadException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The log as the place where complaints go ({@code --syslog}): the socket of a syslog daemon, where there is one, else the
 * kernel's log, to which one can write with nothing loaded; one write is one message (Documentation/ABI/testing/dev-kmsg,
 * 6.1). Where neither takes them, complaints go on to where they went without it.
 */
final class SystemLog extends OutputStream {
    /** LOG_DAEMON | LOG_ERR. */
    private static final String PRIORITY = "<27>";

    private static final String SPEAKER = "kolink: ";

    private final Path socket;
    private final Path device;
    private final OutputStream otherwise;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /**
     * A log.
     *
     * @param socket of a syslog daemon
     * @param device of the kernel's log
     * @param otherwise where complaints went without it
     */
    SystemLog(Path socket, Path device, OutputStream otherwise) {
        this.socket = socket;
        this.device = device;
        this.otherwise = otherwise;
    }

    /** That of this system. */
    static SystemLog of(OutputStream otherwise) {
        return new SystemLog(Path.of("/dev/log"), Path.of("/dev/kmsg"), otherwise);
    }

    @Override
    public void write(int letter) throws IOException {
        if (letter != '\n') {
            line.write(letter);
        } else if (line.size() > 0) {
            String text = line.toString(StandardCharsets.UTF_8);
            line.reset();
            if (!toDaemon(text) && !toKernel(text)) {
                otherwise.write((text + "\n").getBytes(StandardCharsets.UTF_8));
                otherwise.flush();
            }
        }
    }

    private boolean toDaemon(String text) {
        if (Files.notExists(socket)) {
            return false;
        }
        String said = text.startsWith(SPEAKER) ? text.substring(SPEAKER.length()) : text;
        try (SyslogSocket daemon = LiveSystem.syslog(socket)) {
            daemon.send(PRIORITY + "kolink[" + ProcessHandle.current().pid() + "]: " + said);
            return true;
        } catch (LoadException e) {
            return false;
        }
    }

    private boolean toKernel(String text) {
        try (OutputStream log = Files.newOutputStream(device, StandardOpenOption.WRITE)) {
            log.write((PRIORITY + text + "\n").getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
