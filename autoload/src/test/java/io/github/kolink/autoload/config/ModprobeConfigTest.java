// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.autoload.config.ModprobeConfig.Kind;
import io.github.kolink.autoload.index.TreeIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModprobeConfigTest {
    @TempDir
    Path root;

    private ModprobeConfig read(String text) throws IOException {
        Path file = Files.writeString(root.resolve("x.conf"), text);
        return ModprobeConfig.read(List.of(file), Optional.empty(), "");
    }

    private static ModprobeConfig commandLine(String text) throws IOException {
        return ModprobeConfig.read(List.of(), Optional.empty(), text);
    }

    private static List<String> said(ModprobeConfig config) {
        return config.lines().stream().map(ModprobeConfig.Line::toString).toList();
    }

    @Test
    void everyKindOfLineIsRead() throws IOException {
        ModprobeConfig config = read("""
                # a comment \\
                alias not read
                alias eth0 e1000e
                blacklist pc-spkr
                options snd-hda-intel a=1 \\
                b=2
                install foo /bin/true
                remove foo /bin/false
                softdep foo pre: a b post: c
                weakdep foo d
                """);
        assertEquals(
                List.of(
                        "alias eth0 e1000e",
                        "blacklist pc_spkr",
                        "options snd_hda_intel a=1 b=2",
                        "install foo /bin/true",
                        "remove foo /bin/false",
                        "softdep foo pre: a b post: c",
                        "weakdep foo d"),
                said(config));
        assertEquals(List.of(), config.warnings());
        ModprobeConfig.Line soft = config.lines(Kind.SOFTDEP).get(0);
        assertEquals(List.of("a", "b"), ModprobeConfig.softDependencies(soft, "pre:"));
        assertEquals(List.of("c"), ModprobeConfig.softDependencies(soft, "post:"));
        assertEquals(
                root.resolve("x.conf") + ":6", config.lines(Kind.OPTIONS).get(0).place());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alias one",
                "alias",
                "blacklist",
                "options m",
                "install m",
                "softdep m",
                "alias a[b c",
                "alias a b]",
                "nonsense x",
                "include /etc/other",
            })
    void aBadLineIsToldWithItsPlaceAndLeftOut(String line) throws IOException {
        ModprobeConfig config = read("\n" + line + "\nalias good one\n");
        assertEquals(List.of("alias good one"), said(config));
        assertEquals(1, config.warnings().size());
        assertTrue(config.warnings().get(0).startsWith(root.resolve("x.conf") + ":2: "), config.warnings()::toString);
    }

    @Test
    void optionsAddUpForNameAndAlias() throws IOException {
        ModprobeConfig config = read("options eth0 a=1\noptions e1000e b=2\noptions eth0 c=3\noptions other d=4\n");
        assertEquals("a=1 b=2 c=3", config.options("e1000e", Optional.of("eth0")));
        assertEquals("b=2", config.options("e1000e", Optional.empty()));
    }

    @Test
    void softDependenciesOfATreeStandWhereTheirFilesNameStands() throws IOException {
        Path tree = Files.createDirectory(root.resolve("tree"));
        Path etc = Files.createDirectory(root.resolve("etc"));
        Files.writeString(tree.resolve("modules.softdep"), "softdep m pre: tree\n");
        Files.writeString(etc.resolve("a.conf"), "softdep m pre: first\n");
        Files.writeString(etc.resolve("z.conf"), "softdep m pre: last\n");
        ModprobeConfig config = ModprobeConfig.read(List.of(etc), Optional.of(TreeIndex.in(tree)), "");
        assertEquals(List.of("softdep m pre: first", "softdep m pre: tree", "softdep m pre: last"), said(config));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "quiet ro root=/dev/sda1|",
                "usbcore.autosuspend=-1|options usbcore autosuspend=-1",
                "snd-hda-intel.probe_mask=1|options snd_hda_intel probe_mask=1",
                "nomodeset i915.modeset|options i915 modeset",
                "modprobe.blacklist=a,b-c|blacklist a;blacklist b_c",
                "x.y=\"a b\" z|options x y=\"a b\"",
                "\"x.y=a b\" z|options x y=\"a b\"",
                "root=UUID=1.2 a.b.c=3|",
                "a=b.c|",
                "x[.y=1|",
            })
    void theKernelsCommandLineSetsParameters(String line, String expected) throws IOException {
        assertEquals(expected == null ? "" : expected, String.join(";", said(commandLine(line))));
    }
}
