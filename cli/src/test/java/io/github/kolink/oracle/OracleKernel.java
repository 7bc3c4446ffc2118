// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import io.github.kolink.capture.qemu.GuestMachine;
import io.github.kolink.codec.Codecs;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A kernel that was obtained: an unpacked linux-image with its linux-headers.
 *
 * @param name of its folder below KOLINK_KERNELS
 * @param machine that boots it
 * @param image the bootable file
 * @param tree its modules
 * @param symvers its Module.symvers
 * @param config its configuration
 */
record OracleKernel(String name, GuestMachine machine, Path image, Path tree, Path symvers, Path config) {
    private static final int DEPTH = 6;

    static OracleKernel of(String name) throws IOException {
        Path folder = Path.of(System.getenv("KOLINK_KERNELS")).resolve(name).toAbsolutePath();
        GuestMachine machine = name.startsWith("arm64") ? GuestMachine.AARCH64 : GuestMachine.X86_64;
        Path symvers = one(folder.resolve("usr/src"), "Module.symvers");
        Path modules = folder.resolve("usr/lib/modules");
        return new OracleKernel(
                name,
                machine,
                one(folder.resolve("boot"), "vmlinuz-.*"),
                Files.exists(modules) ? modules : folder.resolve("lib/modules"),
                symvers,
                symvers.resolveSibling(".config"));
    }

    static boolean isThere(String name) {
        String kernels = System.getenv("KOLINK_KERNELS");
        return kernels != null && Files.exists(Path.of(kernels).resolve(name));
    }

    private static Path one(Path folder, String pattern) throws IOException {
        try (Stream<Path> found = Files.find(
                folder, DEPTH, (path, unused) -> path.getFileName().toString().matches(pattern))) {
            return found.sorted().findFirst().orElseThrow(() -> new IOException("no " + pattern + " below " + folder));
        }
    }

    private Optional<Path> file(String name) throws IOException {
        try (Stream<Path> found = Files.walk(tree)) {
            return found.filter(path -> path.getFileName()
                            .toString()
                            .replaceAll("\\.ko(\\.xz)?$", "")
                            .equals(name))
                    .findFirst();
        }
    }

    boolean has(String module) throws IOException {
        return file(module).isPresent();
    }

    /** A module of the kernel's own tree, decompressed, with its signature. */
    EditedModule module(String name) throws IOException {
        Path file = file(name).orElseThrow(() -> new IOException("no module " + name + " below " + tree));
        ByteBuffer plain = Codecs.decompress(ByteBuffer.wrap(Files.readAllBytes(file)), name, ModuleFile.MAX_SIZE);
        byte[] bytes = new byte[plain.remaining()];
        plain.get(bytes);
        return EditedModule.of(bytes);
    }

    KernelSnapshot snapshot() throws IOException {
        return KernelSnapshot.merge(
                List.of(KernelSnapshot.open(image), KernelSnapshot.open(symvers), KernelSnapshot.open(config)));
    }

    /** The modules built into the kernel that have parameters; none where the kernel's package does not list them. */
    List<String> builtin() throws IOException {
        try (Stream<Path> found = Files.find(
                tree, 3, (path, unused) -> path.getFileName().toString().equals("modules.builtin.modinfo"))) {
            Optional<Path> file = found.findFirst();
            if (file.isEmpty()) {
                return List.of();
            }
            String text = new String(Files.readAllBytes(file.get()), StandardCharsets.ISO_8859_1);
            return Stream.of(text.split("\0"))
                    .filter(each -> each.contains(".parmtype="))
                    .map(each -> each.substring(0, each.indexOf('.')))
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    /** A row of Module.symvers. */
    record Row(String symbol, long crc, String provider, String kind, String namespace) {}

    Map<String, Row> exports() throws IOException {
        Map<String, Row> rows = new HashMap<>();
        for (String line : Files.readAllLines(symvers)) {
            String[] words = line.split("\t", -1);
            rows.put(
                    words[1],
                    new Row(words[1], Long.decode(words[0]), words[2], words[3], words.length > 4 ? words[4] : ""));
        }
        return rows;
    }
}
