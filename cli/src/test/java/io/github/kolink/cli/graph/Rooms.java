// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.graph;

import com.google.common.base.Splitter;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The Maven modules ("rooms") whose classes are on the test's class path, and what each of them contains. */
final class Rooms {
    /** Matches a room's build folder ({@code /cli/target/}) and its place in a Maven repository ({@code /cli/0.1.0/}). */
    private static final Pattern ROOM = Pattern.compile(
            "/(symbol-table|linker-core|relocations-[a-z0-9_]+|load-check|signature|autoload|compare|kernel-interface|cli)/(?:target[^/]*|[0-9][^/]*)/");

    private final JavaClasses classes;
    private final Map<String, Path> roots = new TreeMap<>();

    private Rooms(List<Path> classPath) {
        for (Path entry : classPath) {
            String path = entry.toUri().getPath();
            if (!path.contains("/test-classes/") && !path.endsWith("-tests.jar") && !path.contains("/testdata/")) {
                roomIn(path).ifPresent(room -> roots.put(room, entry));
            }
        }
        classes = new ClassFileImporter()
                .importLocations(roots.values().stream().map(Rooms::location).toList());
    }

    /** The rooms on the class path of the running JVM; test classes and test-jars are left out. */
    static Rooms onClassPath() {
        List<Path> entries = new ArrayList<>();
        for (String entry : Splitter.on(File.pathSeparatorChar).split(System.getProperty("java.class.path"))) {
            if (Files.exists(Path.of(entry))) {
                entries.add(Path.of(entry).toAbsolutePath());
            }
        }
        return new Rooms(entries);
    }

    JavaClasses classes() {
        return classes;
    }

    Set<String> names() {
        return roots.keySet();
    }

    /** The room of a class, or "" for a class of the JDK or of a library. */
    static String of(JavaClass type) {
        return type.getSource()
                .flatMap(source -> roomIn(pathOf(source.getUri())))
                .orElse("");
    }

    /** The compiled {@code module-info} of a room. */
    ModuleDescriptor descriptor(String room) {
        return ModuleFinder.of(root(room)).findAll().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no module-info in " + root(room)))
                .descriptor();
    }

    /** What a room registers under {@code META-INF/services}: service name to provider names, in file order. */
    Map<String, List<String>> serviceFiles(String room) {
        Map<String, List<String>> services = new TreeMap<>();
        files(room).forEach((name, bytes) -> {
            if (name.startsWith("META-INF/services/")) {
                List<String> providers = new String(bytes, StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(line -> !line.isEmpty())
                        .toList();
                services.put(name.substring("META-INF/services/".length()), providers);
            }
        });
        return services;
    }

    /** Every identifier and string literal of a room's classes, each with the class file that holds it. */
    List<String> words(String room) {
        List<String> words = new ArrayList<>();
        files(room).forEach((name, bytes) -> {
            if (name.endsWith(".class")) {
                for (String word : utf8Constants(bytes)) {
                    words.add(name + ": " + word);
                }
            }
        });
        return words;
    }

    private Path root(String room) {
        Path root = roots.get(room);
        if (root == null) {
            throw new IllegalStateException(room + " is not on the class path: " + roots);
        }
        return root;
    }

    private Map<String, byte[]> files(String room) {
        Path root = root(room);
        Map<String, byte[]> files = new TreeMap<>();
        try {
            if (Files.isDirectory(root)) {
                try (var walk = Files.walk(root)) {
                    for (Path file : walk.filter(Files::isRegularFile).toList()) {
                        files.put(root.relativize(file).toString(), Files.readAllBytes(file));
                    }
                }
            } else {
                try (ZipFile jar = new ZipFile(root.toFile())) {
                    for (ZipEntry entry :
                            jar.stream().filter(e -> !e.isDirectory()).toList()) {
                        try (InputStream in = jar.getInputStream(entry)) {
                            files.put(entry.getName(), in.readAllBytes());
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    /** The CONSTANT_Utf8 entries of a class file (JVMS 4.4): names, descriptors and string literals alike. */
    private static Set<String> utf8Constants(byte[] classFile) {
        Set<String> constants = new HashSet<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile))) {
            in.skipNBytes(8); // magic, version
            int count = in.readUnsignedShort();
            for (int i = 1; i < count; i++) {
                int tag = in.readUnsignedByte();
                switch (tag) {
                    case 1 -> constants.add(in.readUTF());
                    case 5, 6 -> { // long and double take two slots
                        in.skipNBytes(8);
                        i++;
                    }
                    case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
                    case 15 -> in.skipNBytes(3);
                    case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
                    default -> throw new IllegalStateException("constant pool tag " + tag);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return constants;
    }

    private static Location location(Path root) {
        URI uri = root.toUri();
        return Location.of(Files.isDirectory(root) ? uri : URI.create("jar:" + uri + "!/"));
    }

    private static String pathOf(URI uri) {
        return uri.isOpaque() ? uri.getSchemeSpecificPart() : uri.getPath();
    }

    private static Optional<String> roomIn(String path) {
        String room = null;
        for (Matcher m = ROOM.matcher(path); m.find(); ) {
            room = m.group(1); // the last one: a checkout may itself lie in a folder named cli
        }
        return Optional.ofNullable(room);
    }
}
