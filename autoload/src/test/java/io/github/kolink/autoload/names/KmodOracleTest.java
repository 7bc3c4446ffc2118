// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.names;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.autoload.config.ModprobeConfig;
import io.github.kolink.autoload.config.ModprobeConfig.Kind;
import io.github.kolink.autoload.index.DepmodConfig;
import io.github.kolink.autoload.index.IndexBuild;
import io.github.kolink.autoload.index.SmallTree;
import io.github.kolink.autoload.index.TreeIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Made configurations and names against kmod's own modprobe, where it is installed: what it reads, and what it would do. */
class KmodOracleTest {
    private static final List<String> NAMES = List.of(
            "minix",
            "fs-minix",
            "fs_fuse",
            "fs-ext4",
            "net-pf-10",
            "net-pf-10-proto-6",
            "net-pf-3",
            "block-major-7-3",
            "char-major-10-229",
            "devname:fuse",
            "plat:one-odd",
            "plat:x-odd",
            "odd1",
            "shared",
            "top",
            "mid-dle",
            "mid_dle",
            "base",
            "two",
            "symbol:middle_do",
            "symbol:nothing",
            "ext_four",
            "ext-four",
            "aes",
            "crypto-aes",
            "nosuch",
            "odd[1",
            "a[b-c]");

    private static final List<String> WORDS = List.of(
            "minix",
            "fs-*",
            "top",
            "base",
            "mid-dle",
            "net-pf-?",
            "*",
            "shared",
            "one",
            "two",
            "odd",
            "nosuch",
            "symbol:*_do",
            "crypto-aes",
            "[m-t]*",
            "block-major-*",
            "aes",
            "fs-minix",
            "odd[",
            "ext-four");

    @TempDir
    Path root;

    @Test
    void thousandsOfAnswersAreThoseOfModprobe() throws IOException {
        Modprobe kmod = new Modprobe(root, SmallTree.RELEASE);
        Path tree = SmallTree.in(root);
        IndexBuild.of(tree, DepmodConfig.DEFAULT).write(tree);
        int answered = 0;
        for (int seed = 0; seed < 40; seed++) {
            Path config = configuration(root.resolve("c" + seed), new Random(seed));
            ModprobeConfig read = ModprobeConfig.read(
                    List.of(config), Optional.of(TreeIndex.in(tree)), ModprobeConfig.commandLine(Path.of("/")));
            assertEquals(kmod.configuration(config), printed(read), "seed " + seed);
            NameResolver resolver = new NameResolver(TreeIndex.in(tree), read);
            for (String name : NAMES) {
                kmod.compare(resolver, config, name);
                answered++;
            }
        }
        assertTrue(answered >= 1000);
    }

    /** What {@code modprobe -c} prints of a configuration. */
    static List<String> printed(ModprobeConfig config) {
        List<String> printed = new ArrayList<>();
        for (Kind kind : List.of(Kind.BLACKLIST, Kind.INSTALL, Kind.REMOVE, Kind.ALIAS, Kind.OPTIONS, Kind.SOFTDEP)) {
            for (ModprobeConfig.Line line : config.lines(kind)) {
                String value = kind == Kind.SOFTDEP ? softDependency(line) : line.value();
                printed.add((kind.word() + " " + line.name() + " " + value).strip());
            }
        }
        return printed;
    }

    /** kmod 30 leaves out the blank before {@code post:}. */
    private static String softDependency(ModprobeConfig.Line line) {
        String pre = String.join(" ", ModprobeConfig.softDependencies(line, "pre:"));
        String post = String.join(" ", ModprobeConfig.softDependencies(line, "post:"));
        return (pre.isEmpty() ? "" : "pre: " + pre) + (post.isEmpty() ? "" : "post: " + post);
    }

    private static Path configuration(Path directory, Random random) throws IOException {
        Files.createDirectories(directory);
        for (String file : List.of("a.conf", "m.conf", "z.conf", "ignored.txt", ".hidden.conf")) {
            StringBuilder text = new StringBuilder("# made\n");
            IntStream.range(0, random.nextInt(4)).forEach(i -> text.append(line(random)));
            Files.writeString(directory.resolve(file), text);
        }
        return directory;
    }

    private static String line(Random random) {
        String name = WORDS.get(random.nextInt(WORDS.size()));
        String other = WORDS.get(random.nextInt(WORDS.size()));
        return switch (random.nextInt(14)) {
            case 0, 1 -> "alias " + name + " " + other + " rest\n";
            case 2 -> "alias\t" + name + "\\\n " + other + "\n";
            case 3, 4 -> "blacklist " + name + "\n";
            case 5 -> "options " + name + "  a=1\tb=\"x y\" \n";
            case 6 -> "options " + name + " c=2 \\\n  d=3\n";
            case 7 -> "install " + name + " /bin/true $CMDLINE_OPTS; x\n";
            case 8 -> "remove " + name + " /bin/false\n";
            case 9, 10 -> "softdep " + name + " pre: " + other + " two post:  one\n";
            case 11 -> "softdep " + name + " post: " + other + "\n";
            case 12 -> "  \t# blanks before\n options " + name + "\n";
            default -> "nonsense " + name + "\nalias " + name + "\n#blacklist " + name + " \\\n" + other + "\n";
        };
    }
}
