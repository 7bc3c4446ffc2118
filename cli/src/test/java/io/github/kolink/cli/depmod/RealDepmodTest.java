// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.depmod;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.kolink.autoload.index.DepmodConfig;
import io.github.kolink.autoload.index.IndexBuild;
import io.github.kolink.module.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index of Debian's whole module trees against the one that kmod's depmod makes of them. */
@EnabledIfEnvironmentVariable(named = "KOLINK_KERNELS", matches = ".+")
final class RealDepmodTest {
    @TempDir
    Path scratch;

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "arm64", "amd64-trixie", "arm64-trixie"})
    void everyFileIsTheSameByteForByte(String kernel) throws IOException {
        Path modules = Path.of(System.getenv("KOLINK_KERNELS")).resolve(kernel + "/lib/modules");
        assumeTrue(Files.isDirectory(modules), modules + " is not there: see testdata/kernels/obtain");
        Path tree;
        try (Stream<Path> releases = Files.list(modules)) {
            tree = releases.findFirst().orElseThrow().toRealPath();
        }
        String release = tree.getFileName().toString();
        Path copy = Files.createDirectories(scratch.resolve("lib/modules/" + release));
        for (String name : List.of("kernel", "modules.order", "modules.builtin", "modules.builtin.modinfo")) {
            Files.createSymbolicLink(copy.resolve(name), tree.resolve(name));
        }
        Path nothing = Files.writeString(scratch.resolve("depmod.conf"), "");
        Tool.named("depmod").run("-b", scratch.toString(), "-C", nothing.toString(), release);
        IndexBuild build = IndexBuild.of(tree, DepmodConfig.DEFAULT);
        assertEquals(List.of(), build.problems());
        for (Map.Entry<String, byte[]> file : build.files().entrySet()) {
            Path theirs = copy.resolve(file.getKey());
            if (file.getKey().equals("modules.symbols")) { // kmod's order is that of a hash table
                assertEquals(lines(Files.readAllBytes(theirs)), lines(file.getValue()), file.getKey());
            } else if (Files.exists(theirs) || !file.getKey().equals("modules.weakdep")) { // from kmod 33 on
                assertArrayEquals(Files.readAllBytes(theirs), file.getValue(), file.getKey());
            }
        }
    }

    private static List<String> lines(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).lines().sorted().toList();
    }
}
