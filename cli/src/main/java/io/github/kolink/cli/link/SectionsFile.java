// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.link;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Section addresses as a kernel reports them: a file of lines {@code NAME ADDRESS}, or a directory such as
 * {@code /sys/module/NAME/sections} with one file per section.
 */
final class SectionsFile {
    private SectionsFile() {}

    /** Addresses by section name. */
    static Map<String, Long> read(Path path) throws IOException {
        return Files.isDirectory(path) ? directory(path) : lines(path);
    }

    private static Map<String, Long> directory(Path path) throws IOException {
        Map<String, Long> addresses = new TreeMap<>();
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String text = text(file).strip();
                addresses.put(file.getFileName().toString(), address(text, file + ": "));
            }
        }
        return addresses;
    }

    private static Map<String, Long> lines(Path path) throws IOException {
        Map<String, Long> addresses = new TreeMap<>();
        int number = 0;
        for (String line : text(path).lines().toList()) {
            number++;
            List<String> words = Stream.of(line.strip().split("\\s+"))
                    .filter(word -> !word.isEmpty())
                    .toList();
            if (words.isEmpty() || words.get(0).startsWith("#")) {
                continue;
            }
            String where = path + ":" + number + ": ";
            if (words.size() != 2) {
                throw new Failure(ExitCode.INPUT, where + "must be NAME ADDRESS");
            }
            if (addresses.put(words.get(0), address(words.get(1), where)) != null) {
                throw new Failure(ExitCode.INPUT, where + words.get(0) + " is there twice");
            }
        }
        return addresses;
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    private static long address(String text, String where) {
        try {
            long address = Address.parse(text);
            if (address == 0) {
                throw new Failure(
                        ExitCode.INPUT,
                        where + "the address is hidden (0): read it as root, or set kptr_restrict to 0");
            }
            return address;
        } catch (NumberFormatException e) {
            throw new Failure(ExitCode.INPUT, where + "'" + text + "' is no hexadecimal address");
        }
    }
}
