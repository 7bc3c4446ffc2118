// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Device drivers' settings over an unload (Documentation/kmod.txt, 2.1): what {@code /sys/module/NAME/parameters} holds is
 * saved before a module goes, and written back after it was loaded again. One file per module, replaced whole.
 *
 * <p>Parameters that cannot be read, such as write-only ones, and those that cannot be written are left alone.
 */
public final class DriverSettings implements LifeHook {
    private final Path modules;
    private final Path directory;

    /**
     * Settings in a directory.
     *
     * @param modules usually {@code /sys/module}
     * @param directory where the files are kept
     */
    public DriverSettings(Path modules, Path directory) {
        this.modules = modules;
        this.directory = directory;
    }

    private KeyValueStore store(String module) throws IOException {
        return new KeyValueStore(directory.resolve(module + ".settings"));
    }

    private List<Path> parameters(String module, PosixFilePermission allowed) throws IOException {
        Path parameters = modules.resolve(module).resolve("parameters");
        if (!Files.isDirectory(parameters)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(parameters)) {
            for (Path file : all.sorted().toList()) {
                // Not access(2): root may all, but the kernel makes what cannot be set read-only.
                if (Files.getPosixFilePermissions(file).contains(allowed)) {
                    found.add(file);
                }
            }
        }
        return List.copyOf(found);
    }

    @Override
    public void beforeRemoval(String module) throws IOException {
        Map<String, String> values = new TreeMap<>();
        for (Path file : parameters(module, PosixFilePermission.OWNER_WRITE)) {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_READ)) {
                values.put(file.getFileName().toString(), text(file));
            }
        }
        if (!values.isEmpty()) {
            store(module).all(values);
        }
    }

    @Override
    public void afterLoad(String module) throws IOException {
        Map<String, String> saved = store(module).all();
        IOException failure = null;
        for (Path file : parameters(module, PosixFilePermission.OWNER_WRITE)) {
            String value = saved.get(file.getFileName().toString());
            boolean readable = Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_READ);
            if (value != null && !(readable && value.equals(text(file)))) {
                try {
                    Files.writeString(file, value + "\n", StandardCharsets.ISO_8859_1);
                } catch (IOException e) {
                    failure =
                            new IOException(file + ": '" + value + "' could not be written back: " + e.getMessage(), e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** The kernel ends each value with a newline. */
    private static String text(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
