// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.kolink.autoload.config.ModprobeConfig;
import io.github.kolink.autoload.config.ModulesConf;
import io.github.kolink.autoload.index.NameIndex;
import io.github.kolink.autoload.index.TreeIndex;
import io.github.kolink.autoload.names.LoadPlan;
import io.github.kolink.autoload.names.NameResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/** What is made of configurations, indexes and requests that somebody else wrote. */
class AutoloadFuzzTest {
    private static final List<String> NAMES =
            List.of("a", "a_b", "net-pf-10", "block-major-7-0", "symbol:a", "usb:v1D6Bp0002", "x[", "off", "null");
    private static final Path DIRECTORY = directory();
    private static final ModulesConf.Facts FACTS = new ModulesConf.Facts("6.1.0-test", "x86_64", Map.of(), false);
    private static final ServedNames SERVED = new ServedNames(DIRECTORY.resolve("socket"));

    private static Path directory() {
        try {
            return Files.createTempDirectory("kolink-fuzz");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of modprobe.d, read with an index that knows two modules, and what names then mean. */
    @FuzzTest
    void modprobe(byte[] file) {
        Bounds.check(file, () -> {
            Path tree = tree("modules.dep", "a.ko: b.ko\nb.ko:\n");
            Path written = Files.write(tree.resolve("fuzz.conf"), file);
            return told(tree, ModprobeConfig.read(List.of(written), Optional.empty(), ""));
        });
    }

    /** The same of Linux 2.4; it may include itself, and no other file. */
    @FuzzTest
    void modulesConf(byte[] file) {
        Bounds.check(file, () -> {
            Path tree = tree("modules.dep", "a.ko: b.ko\nb.ko:\n");
            Path written = Files.write(tree.resolve("modules.conf"), file);
            ModulesConf read = ModulesConf.read(written, FACTS);
            return read.paths() + " " + read.keepsPaths() + told(tree, read.config());
        });
    }

    /** A binary index of depmod: each of the files has this form. */
    @FuzzTest
    void binaryIndex(byte[] file) {
        Bounds.check(file, () -> {
            NameIndex index = NameIndex.of("fuzz", file);
            StringJoiner told = new StringJoiner("\n");
            for (String name : NAMES) {
                told.add(index.first(name) + " " + index.match(name));
            }
            int[] all = {0};
            index.forEach((name, value) -> all[0] += name.length() + value.length());
            return told.add(Integer.toString(all[0])).toString();
        });
    }

    /** The text files of an index, all with the same lines. */
    @FuzzTest
    void textIndex(byte[] file) {
        Bounds.check(file, () -> {
            Path tree = DIRECTORY.resolve("texts");
            Files.createDirectories(tree);
            for (String name : List.of("dep", "alias", "symbols", "softdep", "builtin", "builtin.modinfo")) {
                Files.write(tree.resolve("modules." + name), file);
            }
            return told(tree, ModprobeConfig.read(List.of(), Optional.of(TreeIndex.in(tree)), ""));
        });
    }

    /** The daemon's socket: whatever one client sends, another one is answered. */
    @FuzzTest
    void protocol(byte[] sent) {
        Bounds.check(sent, () -> SERVED.servesStill(sent));
    }

    private static Path tree(String name, String text) throws IOException {
        Path tree = Files.createDirectories(DIRECTORY.resolve("tree"));
        Files.writeString(tree.resolve(name), text);
        return tree;
    }

    private static String told(Path tree, ModprobeConfig config) throws IOException {
        NameResolver names = new NameResolver(TreeIndex.in(tree), config);
        StringJoiner told = new StringJoiner("\n").add(config.lines() + " " + config.warnings());
        for (String name : NAMES) {
            for (LoadPlan plan : names.plans(names.resolve(name), "")) {
                told.add(name + " " + plan.blacklisted());
                plan.steps().forEach(step -> told.add(step.line()));
            }
        }
        return told.toString();
    }
}
