// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.names;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.kolink.autoload.config.ModprobeConfig;
import io.github.kolink.autoload.index.TreeIndex;
import io.github.kolink.module.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of all kinds on Debian's whole trees: modules and steps against those of kmod's modprobe. */
@EnabledIfEnvironmentVariable(named = "KOLINK_KERNELS", matches = ".+")
final class RealNamesTest {
    private static final int ALIASES = 1200;
    private static final int MODULES = 300;

    @TempDir
    Path root;

    @ParameterizedTest
    @ValueSource(strings = {"amd64", "arm64"})
    void theyMeanWhatTheyMeanToModprobe(String kernel) throws IOException {
        Path modules = Path.of(System.getenv("KOLINK_KERNELS")).resolve(kernel + "/lib/modules");
        assumeTrue(Files.isDirectory(modules), modules + " is not there: see testdata/kernels/obtain");
        Path original;
        try (Stream<Path> releases = Files.list(modules)) {
            original = releases.findFirst().orElseThrow().toRealPath();
        }
        String release = original.getFileName().toString();
        Path tree = Files.createDirectories(root.resolve("lib/modules/" + release));
        for (String name : List.of("kernel", "modules.order", "modules.builtin", "modules.builtin.modinfo")) {
            Files.createSymbolicLink(tree.resolve(name), original.resolve(name));
        }
        Modprobe modprobe = new Modprobe(root, release);
        Tool.named("depmod").run("-b", root.toString(), release);
        Path config = Files.writeString(root.resolve("some.conf"), """
                blacklist pcspkr
                options ext4 x=1
                alias eth0 e1000e
                install usb_storage /bin/true
                softdep xhci_pci pre: ehci-pci
                """);
        NameResolver resolver = new NameResolver(
                TreeIndex.in(tree),
                ModprobeConfig.read(
                        List.of(config), Optional.of(TreeIndex.in(tree)), ModprobeConfig.commandLine(Path.of("/"))));
        List<String> names = names(tree);
        for (String name : names) {
            modprobe.compare(resolver, config, name);
        }
        assertTrue(names.size() > ALIASES, () -> names.size() + " names");
    }

    private static List<String> names(Path tree) throws IOException {
        List<String> names =
                new ArrayList<>(List.of("eth0", "nosuch", "net-pf-2", "net-pf-10", "usb-storage", "fs-ext4"));
        List<String> aliases = lines(tree, "modules.alias", 1);
        every(aliases, ALIASES).forEach(alias -> names.add(instance(alias)));
        every(lines(tree, "modules.symbols", 1), MODULES).forEach(names::add);
        every(Files.readAllLines(tree.resolve("modules.dep")), MODULES)
                .forEach(line -> names.add(line.substring(line.lastIndexOf('/', line.indexOf(':')) + 1)
                        .replaceFirst("\\.ko.*", "")));
        every(Files.readAllLines(tree.resolve("modules.builtin")), 50)
                .forEach(line ->
                        names.add(line.substring(line.lastIndexOf('/') + 1).replaceFirst("\\.ko.*", "")));
        return names;
    }

    private static List<String> lines(Path tree, String file, int word) throws IOException {
        return Files.readAllLines(tree.resolve(file), StandardCharsets.ISO_8859_1).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" ")[word])
                .toList();
    }

    private static List<String> every(List<String> all, int count) {
        List<String> some = new ArrayList<>();
        int step = Math.max(1, all.size() / count);
        for (int i = 0; i < all.size(); i += step) {
            some.add(all.get(i));
        }
        return some;
    }

    /** A name that the pattern matches. */
    private static String instance(String pattern) {
        return pattern.replaceAll("\\[(.)[^]]*]", "$1").replace("?", "7").replace("*", "00");
    }
}
