// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Lines {@code KEY=VALUE}: no escapes, no comments, the value is the rest of the line. */
final class PropertiesFile {
    private final Path path;
    private final Map<String, String> values = new LinkedHashMap<>();

    PropertiesFile(Path path) {
        this.path = path;
    }

    static PropertiesFile read(Path path) throws IOException {
        PropertiesFile file = new PropertiesFile(path);
        int number = 0;
        for (String line : lines(path)) {
            number++;
            int equals = line.indexOf('=');
            if (equals < 1) {
                throw new CaptureException(path, "line " + number + " must be KEY=VALUE");
            }
            if (file.values.put(line.substring(0, equals), line.substring(equals + 1)) != null) {
                throw new CaptureException(path, "line " + number + " sets " + line.substring(0, equals) + " again");
            }
        }
        return file;
    }

    static Iterable<String> lines(Path path) throws IOException {
        try {
            return new String(Files.readAllBytes(path), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (NoSuchFileException e) {
            CaptureException missing = new CaptureException(path, "missing");
            missing.initCause(e);
            throw missing;
        }
    }

    void put(String key, Object value) {
        values.put(key, String.valueOf(value).replace('\n', ' ').replace('\r', ' '));
    }

    void write() throws IOException {
        StringBuilder text = new StringBuilder();
        values.forEach(
                (key, value) -> text.append(key).append('=').append(value).append('\n'));
        Files.writeString(path, text);
    }

    Optional<String> find(String key) {
        return Optional.ofNullable(values.get(key));
    }

    String text(String key) throws CaptureException {
        String value = values.get(key);
        if (value == null) {
            throw problem("has no " + key);
        }
        return value;
    }

    long number(String key) throws CaptureException {
        try {
            return Long.parseLong(text(key));
        } catch (NumberFormatException e) {
            throw problem(key + " is '" + text(key) + "', must be a number");
        }
    }

    OptionalLong address(String key) throws CaptureException {
        Optional<String> value = find(key);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseUnsignedLong(value.get(), 16));
        } catch (NumberFormatException e) {
            throw problem(key + " is '" + value.get() + "', must be a hexadecimal address");
        }
    }

    CaptureException problem(String what) {
        return new CaptureException(path, what);
    }
}
