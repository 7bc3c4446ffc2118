// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.kolink.capture.qemu.LiveGuest;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The file system of a guest in which a JVM runs the command: the JVM, the command, and modules of a kernel. */
public final class GuestFiles {
    private final Path temporary;
    private final Path kernel;
    private final Map<String, Path> files = new TreeMap<>();
    private final List<String> classPath = new ArrayList<>();

    /** For a kernel as testdata/kernels/obtain makes them, with an empty folder for what is made. */
    public GuestFiles(Path kernel, Path temporary) throws IOException, InterruptedException {
        this.kernel = kernel;
        this.temporary = temporary;
        addJvm();
        addClasses();
    }

    private static Path one(Path folder, String glob) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
            return found.iterator().next();
        }
    }

    /** Adds those of some modules that the kernel has; their paths in the guest. */
    public List<String> add(String... modules) throws IOException {
        Path tree = one(kernel.resolve("lib/modules"), "*");
        List<String> added = new ArrayList<>();
        for (String module : modules) {
            Path file = tree.resolve("kernel").resolve(module);
            if (Files.exists(file)) {
                String there = "/lib/modules/" + tree.getFileName() + "/kernel/" + module;
                files.put(there, file);
                added.add(there);
            }
        }
        return added;
    }

    /** Boots the kernel with these files. */
    public LiveGuest boot() throws IOException {
        return LiveGuest.boot(one(kernel.resolve("boot"), "vmlinuz*"), files);
    }

    /** A JVM of the modules the command needs, and the libraries of this machine it is linked with. */
    private void addJvm() throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("java.home"));
        assumeTrue(Files.exists(home.resolve("bin/jlink")), "jlink is not there");
        Path jvm = temporary.resolve("jvm");
        Process jlink = new ProcessBuilder(
                        home.resolve("bin/jlink").toString(),
                        "--add-modules",
                        "java.base,java.logging,java.sql,jdk.net,jdk.unsupported",
                        "--strip-debug",
                        "--output",
                        jvm.toString())
                .inheritIO()
                .start();
        assertEquals(0, jlink.waitFor());
        addFolder(jvm, "/jvm");
        for (String library : List.of(
                "/lib64/ld-linux-x86-64.so.2",
                "/lib/x86_64-linux-gnu/libc.so.6",
                "/lib/x86_64-linux-gnu/libm.so.6",
                "/lib/x86_64-linux-gnu/libz.so.1",
                "/lib/x86_64-linux-gnu/libdl.so.2",
                "/lib/x86_64-linux-gnu/libpthread.so.0",
                "/lib/x86_64-linux-gnu/librt.so.1",
                "/lib/x86_64-linux-gnu/libgcc_s.so.1",
                "/usr/lib/x86_64-linux-gnu/libstdc++.so.6")) {
            if (Files.exists(Path.of(library))) {
                files.put(library, Path.of(library));
            }
        }
    }

    private void addFolder(Path folder, String at) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(at + "/" + folder.relativize(file), file);
            }
        }
    }

    /** The class path of this JVM but for tests. */
    private void addClasses() throws IOException {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            String own = "/app/" + classPath.size();
            if (Files.isDirectory(path) && path.endsWith("classes")) {
                addFolder(path, own);
                classPath.add(own);
            } else if (Files.isRegularFile(path) && !entry.endsWith("-tests.jar")) {
                files.put(own + ".jar", path);
                classPath.add(own + ".jar");
            }
        }
    }

    /** Runs the command; its exit code. */
    public int kolink(LiveGuest guest, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "/jvm/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                String.join(":", classPath),
                "io.github.kolink.cli.Kolink"));
        command.addAll(List.of(words));
        return guest.run(command.toArray(new String[0]));
    }
}
