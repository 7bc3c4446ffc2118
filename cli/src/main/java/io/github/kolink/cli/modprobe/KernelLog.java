// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.modprobe;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The kernel's log as the place where complaints go ({@code --syslog}): a syslog daemon reads it like its own socket, and
 * nothing need be loaded to write to it. One write is one message (Documentation/ABI/testing/dev-kmsg, 6.1); where it
 * cannot be written to, complaints go on to where they went without it.
 */
final class KernelLog extends OutputStream {
    static final Path DEVICE = Path.of("/dev/kmsg");

    /** LOG_DAEMON | LOG_ERR. */
    private static final String PRIORITY = "<27>";

    private final Path device;
    private final OutputStream otherwise;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    KernelLog(Path device, OutputStream otherwise) {
        this.device = device;
        this.otherwise = otherwise;
    }

    @Override
    public void write(int letter) throws IOException {
        if (letter != '\n') {
            line.write(letter);
        } else if (line.size() > 0) {
            String text = line.toString(StandardCharsets.UTF_8) + "\n";
            line.reset();
            try (OutputStream log = Files.newOutputStream(device, StandardOpenOption.WRITE)) {
                log.write((PRIORITY + text).getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                otherwise.write(text.getBytes(StandardCharsets.UTF_8));
                otherwise.flush();
            }
        }
    }
}
