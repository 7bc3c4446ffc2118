// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.index;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.kolink.module.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every file against those of kmod's own depmod, where it is installed. */
class DepmodOracleTest {
    @TempDir
    Path root;

    /** Compares all files; those of kmod come from a run of depmod with this configuration. */
    private IndexBuild compare(String config) throws IOException {
        Tool depmod = Tool.named("depmod");
        Path tree = SmallTree.in(root);
        if (config.contains("extra")) {
            SmallTree.extra(tree);
        }
        Path rules = Files.writeString(root.resolve("depmod.conf"), config.replace("ROOT", root.toString()));
        IndexBuild build = IndexBuild.of(tree, DepmodConfig.read(List.of(rules), SmallTree.RELEASE));
        depmod.run("-b", root.toString(), "-C", rules.toString(), SmallTree.RELEASE);
        for (Map.Entry<String, byte[]> file : build.files().entrySet()) {
            Path theirs = tree.resolve(file.getKey());
            if (file.getKey().equals("modules.symbols")) { // in the order of a hash table
                assertEquals(sorted(Files.readAllBytes(theirs)), sorted(file.getValue()), file.getKey());
            } else if (Files.exists(theirs) || !file.getKey().equals("modules.weakdep")) { // from kmod 33 on
                assertEquals(text(Files.readAllBytes(theirs)), text(file.getValue()), file.getKey());
                assertArrayEquals(Files.readAllBytes(theirs), file.getValue(), file.getKey());
            }
        }
        return build;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static List<String> sorted(byte[] bytes) {
        return text(bytes).lines().sorted().toList();
    }

    private static String dependencies(IndexBuild build) {
        return text(build.files().get("modules.dep"));
    }

    @Test
    void aTreeWithoutConfiguration() throws IOException {
        IndexBuild build = compare("# nothing\n");
        assertEquals(
                List.of("kernel/lib/mid-dle.ko: updates/base.ko"),
                dependencies(build)
                        .lines()
                        .filter(line -> line.startsWith("kernel/lib/mid"))
                        .toList());
        assertEquals(3, build.problems().size(), build.problems()::toString);
    }

    @Test
    void theFirstDirectoryOfASearchCounts() throws IOException {
        String dep = dependencies(compare("search extra built-in updates\n"));
        assertEquals(true, dep.contains("kernel/lib/base.ko:") && dep.contains("extra/top.ko: kernel/lib/base.ko"));
    }

    @Test
    void anOverrideCountsBeforeEverySearch() throws IOException {
        String dep = dependencies(
                compare("search updates built-in extra\noverride base 6.1.* kernel/lib\noverride top 5.10.* extra\n"));
        assertEquals(true, dep.contains("kernel/lib/base.ko:") && dep.contains("kernel/drivers/net/top.ko:"));
    }

    @Test
    void modulesOutsideOfTheTreeAreToldByTheirFullPaths() throws IOException {
        Path outside = Files.createDirectories(root.resolve("outside"));
        Path other = SmallTree.in(root.resolve("other"));
        Files.copy(other.resolve("kernel/fs/minix.ko"), outside.resolve("minix.ko"));
        Files.copy(other.resolve("kernel/fs/minix.ko"), outside.resolve("fresh.ko"));
        String dep = dependencies(compare("search external built-in\nexternal * ROOT/outside\n"));
        assertEquals(true, dep.contains(outside + "/minix.ko:") && dep.contains(outside + "/fresh.ko:"));
    }

    @Test
    void anExcludedDirectoryIsNotSearched() throws IOException {
        String dep = dependencies(compare("exclude updates net\n"));
        assertEquals(false, dep.contains("updates/") || dep.contains("ipv6"));
    }
}
