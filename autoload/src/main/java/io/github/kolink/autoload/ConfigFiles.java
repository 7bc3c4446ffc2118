// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The files of a configuration that several directories share: of those with the same name the one of the first directory
 * counts, and they are read in the order of their names, whatever directory they lie in. A path that is no directory is a
 * file by itself. So do modprobe.d and depmod.d (libkmod/libkmod-config.c, tools/depmod.c, kmod 30).
 */
public final class ConfigFiles {
    /** The largest file that is read [bytes]. */
    public static final int MAX_SIZE = 16 << 20;

    private ConfigFiles() {}

    /**
     * A line with those that continue it.
     *
     * @param number of its last line, from 1, as kmod counts
     * @param text without the backslashes and line ends between
     */
    public record Line(int number, String text) {}

    /**
     * Finds the files.
     *
     * @param directories the first one counts most; those that are not there are passed over
     * @param wanted says of a file's name whether it belongs to the configuration
     * @return paths, in the order in which they are read
     * @throws IOException if a directory cannot be read
     */
    public static List<Path> find(Collection<Path> directories, Predicate<String> wanted) throws IOException {
        TreeMap<String, Path> files = new TreeMap<>();
        for (Path directory : directories) {
            if (Files.isDirectory(directory)) {
                try (Stream<Path> entries = Files.list(directory)) {
                    entries.filter(path -> isWanted(path.getFileName().toString(), wanted))
                            .filter(path -> !Files.isDirectory(path))
                            .forEach(
                                    path -> files.putIfAbsent(path.getFileName().toString(), path));
                }
            } else if (Files.exists(directory)) {
                files.putIfAbsent(directory.getFileName().toString(), directory);
            }
        }
        return List.copyOf(files.values());
    }

    private static boolean isWanted(String name, Predicate<String> wanted) {
        return !name.startsWith(".") && wanted.test(name);
    }

    /**
     * Reads a file's lines: one that ends in a backslash goes on in the next.
     *
     * @param file its bytes are taken as ISO 8859-1
     * @return all lines, also empty ones and comments
     * @throws IOException if it cannot be read, or is larger than {@link #MAX_SIZE}
     */
    public static List<Line> lines(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_SIZE + 1);
            if (bytes.length > MAX_SIZE) {
                throw new IOException(file + ": larger than " + MAX_SIZE + " bytes");
            }
            return lines(new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }

    /**
     * The lines of a text.
     *
     * @param text as a file holds it
     * @return all lines, also empty ones and comments
     */
    public static List<Line> lines(String text) {
        List<Line> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int number = 1;
        for (int at = 0; at < text.length(); at++) {
            char letter = text.charAt(at);
            if (letter == '\\' && at + 1 < text.length()) {
                char next = text.charAt(++at);
                if (next == '\n') {
                    number++;
                } else {
                    line.append(letter).append(next);
                }
            } else if (letter == '\n') {
                lines.add(new Line(number++, line.toString()));
                line.setLength(0);
            } else {
                line.append(letter);
            }
        }
        if (line.length() > 0) {
            lines.add(new Line(number, line.toString()));
        }
        return lines;
    }

    /**
     * The words of a line.
     *
     * @param text separated by blanks and tabs
     * @param limit how many; the last one is the rest of the line without the blanks before it; 0 for all
     * @return as many as there are
     */
    public static List<String> words(String text, int limit) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (true) {
            while (at < text.length() && isBlank(text.charAt(at))) {
                at++;
            }
            if (at == text.length()) {
                return words;
            }
            if (words.size() + 1 == limit) {
                words.add(text.substring(at));
                return words;
            }
            int start = at;
            while (at < text.length() && !isBlank(text.charAt(at))) {
                at++;
            }
            words.add(text.substring(start, at));
        }
    }

    private static boolean isBlank(char letter) {
        return letter == ' ' || letter == '\t';
    }
}
