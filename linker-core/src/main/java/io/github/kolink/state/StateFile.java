// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The file of a {@link LoaderState}: lines of fields, closed by a checksum; docs/state.md describes them. It is replaced as
 * {@link ReplacedFile} tells, and believed only if it is whole.
 */
public final class StateFile {
    /** The version that is written, and the only one that is read. */
    static final int VERSION = 1;

    private static final String MAGIC = "kolink-state";
    private static final String END = "end";
    private static final int MAX_SIZE = 64 << 20;
    private static final String AGAIN = "make it again with 'kolink state save'";

    private final Path file;

    /**
     * A state file, there or not.
     *
     * @param file its name
     */
    public StateFile(Path file) {
        this.file = file;
    }

    /**
     * Replaces the file.
     *
     * @param state its new contents
     * @throws IOException if it cannot be written; the file is as it was
     */
    public void write(LoaderState state) throws IOException {
        String body = MAGIC + "\t" + VERSION + "\n" + StateText.of(state);
        String whole = body + END + "\t" + state.modules().size() + "\t" + checksum(body) + "\n";
        new ReplacedFile(file).write(whole.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads the file.
     *
     * @return its contents
     * @throws StateException if it is no state file, of another version, or not whole
     * @throws IOException if it cannot be read
     */
    public LoaderState read() throws IOException {
        if (Files.size(file) > MAX_SIZE) {
            throw new StateException(file, "larger than " + (MAX_SIZE >> 20) + " MiB", "it is no state file");
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        int header = text.indexOf('\n');
        String[] first = (header < 0 ? text : text.substring(0, header)).split("\t", -1);
        if (!first[0].equals(MAGIC) || first.length != 2) {
            throw new StateException(file, "does not begin with '" + MAGIC + "' and a version", "it is no state file");
        }
        if (!first[1].equals(Integer.toString(VERSION))) {
            throw new StateException(
                    file, "has version " + first[1] + ", this kolink reads " + VERSION, "use the kolink that wrote it");
        }
        int end = text.length() < 2 ? -1 : text.lastIndexOf('\n', text.length() - 2);
        String[] last = text.substring(end + 1).strip().split("\t", -1);
        if (!text.endsWith("\n") || end < 0 || !last[0].equals(END) || last.length != 3) {
            throw new StateException(file, "is cut off: its last line is not '" + END + "'", AGAIN);
        }
        String body = text.substring(0, end + 1);
        if (!last[2].equals(checksum(body))) {
            throw new StateException(file, "is damaged: its checksum is not that of its contents", AGAIN);
        }
        List<String> lines = body.lines().skip(1).toList();
        StateText.Reader reader = new StateText.Reader();
        for (int i = 0; i < lines.size(); i++) {
            try {
                reader.read(lines.get(i));
            } catch (IllegalArgumentException e) {
                throw new StateException(file, "line " + (i + 2) + ": " + e.getMessage(), AGAIN);
            }
        }
        LoaderState state = reader.state();
        if (!last[1].equals(Integer.toString(state.modules().size()))) {
            throw new StateException(
                    file, "has " + state.modules().size() + " modules, its end tells of " + last[1], AGAIN);
        }
        return state;
    }

    private static String checksum(String body) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
