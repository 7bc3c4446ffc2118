// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import io.github.kolink.state.Fields;
import io.github.kolink.state.ReplacedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keys and values that outlive the process: kerneld's GET_PERSIST and SET_PERSIST, which it kept in gdbm. One file, replaced
 * whole at each change, or with {@link #all(Map)} at once. Thread-safe.
 */
public final class KeyValueStore {
    private static final String HEAD = "kolink-values\t1";

    private final Path file;
    private final Map<String, String> values = new TreeMap<>();

    /**
     * Reads a store.
     *
     * @param file there or not; its directory is
     * @throws IOException if it cannot be read, or is no such file
     */
    public KeyValueStore(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            String[] lines = Files.readString(file, StandardCharsets.UTF_8).split("\n", -1);
            int end = lines.length - 2;
            if (!lines[0].equals(HEAD) || end < 1 || !lines[end].equals("end") || !lines[end + 1].isEmpty()) {
                throw new IOException(file + ": no file of values, or cut off; remove it to begin anew");
            }
            for (int i = 1; i < end; i++) {
                String[] fields = fields(lines[i]);
                if (fields.length != 2) {
                    throw new IOException(file + ": line " + (i + 1) + " is not a key and a value; remove it");
                }
                values.put(fields[0], fields[1]);
            }
        }
    }

    private static String[] fields(String line) {
        try {
            return Fields.of(line);
        } catch (IllegalArgumentException e) {
            return new String[0];
        }
    }

    /**
     * GET_PERSIST.
     *
     * @param key any text
     * @return empty if it is not set
     */
    public synchronized Optional<String> get(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /**
     * SET_PERSIST. The value is on the disk when this returns.
     *
     * @param key any text
     * @param value an empty one deletes the key
     * @throws IOException if it cannot be written; the store is as it was
     */
    public synchronized void set(String key, String value) throws IOException {
        Map<String, String> changed = new TreeMap<>(values);
        if (value.isEmpty()) {
            changed.remove(key);
        } else {
            changed.put(key, value);
        }
        write(changed);
    }

    /**
     * Replaces all keys at once.
     *
     * @param all keys and values
     * @throws IOException if they cannot be written; the store is as it was
     */
    public synchronized void all(Map<String, String> all) throws IOException {
        write(new TreeMap<>(all));
    }

    /**
     * All keys.
     *
     * @return a copy, sorted
     */
    public synchronized Map<String, String> all() {
        return new TreeMap<>(values);
    }

    private void write(Map<String, String> changed) throws IOException {
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        changed.forEach((key, value) -> text.append(Fields.line(key, value)).append('\n'));
        new ReplacedFile(file).write(text.append("end\n").toString().getBytes(StandardCharsets.UTF_8));
        values.clear();
        values.putAll(changed);
    }
}
