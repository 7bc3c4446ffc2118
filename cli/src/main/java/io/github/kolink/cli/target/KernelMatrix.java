// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.target;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The kernels of a matrix: files, each of them one kernel, by name. */
public final class KernelMatrix {
    private static final String SUFFIX = ".snapshot";

    private KernelMatrix() {}

    /**
     * The kernels that files and directories stand for.
     *
     * @param paths a file is a kernel; a directory stands for the {@code *.snapshot} files in it, sorted
     * @return names, short if they can be, with their files; in order
     * @throws IOException if a directory cannot be read
     * @throws Failure if there is none in a directory, or one is given twice
     */
    public static Map<String, Path> kernels(List<Path> paths) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                List<Path> found = snapshots(path);
                if (found.isEmpty()) {
                    throw new Failure(ExitCode.INPUT, path + ": no *" + SUFFIX + " in it");
                }
                files.addAll(found);
            } else {
                files.add(path);
            }
        }
        Set<String> names = new HashSet<>();
        boolean distinct = true;
        for (Path file : files) {
            distinct &= names.add(shortName(file));
        }
        Map<String, Path> kernels = new LinkedHashMap<>();
        for (Path file : files) {
            if (kernels.put(distinct ? shortName(file) : file.toString(), file) != null) {
                throw new Failure(ExitCode.USAGE, file + " is in the matrix twice");
            }
        }
        return kernels;
    }

    private static List<Path> snapshots(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> entry.toString().endsWith(SUFFIX))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private static String shortName(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }
}
