// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModulesConfTest {
    @TempDir
    Path root;

    private ModulesConf read(String text) throws IOException {
        Path file = Files.writeString(root.resolve("modules.conf"), text);
        return ModulesConf.read(
                file, new ModulesConf.Facts("2.4.20", "i686", Map.of("HOME", "/", "TERM", "linux"), true));
    }

    private List<String> said(String text) throws IOException {
        ModulesConf conf = read(text);
        assertEquals(List.of(), conf.config().warnings());
        return conf.config().lines().stream().map(ModprobeConfig.Line::toString).toList();
    }

    @Test
    void theLinesOfTheHowtoAreRead() throws IOException {
        assertEquals(
                List.of(
                        "alias eth0 3c59x",
                        "options 3c59x full_duplex=1",
                        "alias net_pf_10 off",
                        "pre-install sound /bin/echo $HOME `date`",
                        "post-remove sound rm -f /x",
                        "softdep sb post: opl3",
                        "softdep sb pre: soundcore",
                        "alias scsi_hostadapter aic7xxx",
                        "alias scsi_hostadapter sym53c8xx"),
                said("""
                        # network
                        alias eth0 3c59x
                        options -k 3c59x full_duplex=1
                          # a comment behind blanks
                        alias net-pf-10 \\
                              off
                        pre-install sound /bin/echo $HOME `date`
                        post-remove sound rm -f /x
                        add above sb opl3
                        below sb soundcore
                        probeall scsi_hostadapter aic7xxx sym53c8xx
                        """));
    }

    @Test
    void directoriesHaveTagsAndVariables() throws IOException {
        ModulesConf conf = read("""
                define WHERE /lib/modules
                keep
                path[net]=$WHERE/`uname -r`/net
                path=${WHERE}/default
                """);
        assertTrue(conf.keepsPaths());
        assertEquals(
                List.of("net /lib/modules/2.4.20/net", "misc /lib/modules/default"),
                conf.paths().stream()
                        .map(path -> path.tag() + " " + path.path())
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "`uname -r` == 2.4.20;true",
                "`uname -r` != 2.4.20;false",
                "$TERM == linux;true",
                "! $TERM == linux;false",
                "! ! -k;true",
                "-f /nowhere/at/all;false",
                "-n 10 > 9;true",
                "10 > 9;false",
                "-n 3 <= 3 && -k;true",
                "a == b || a == a;true",
                "a == a && a == b;false",
            })
    void conditionsChooseALine(String condition, boolean holds) throws IOException {
        assertEquals(
                List.of(holds ? "alias x yes" : "alias x no"),
                said("if " + condition + "\nalias x yes\nelse\nalias x no\nendif\n"));
    }

    @Test
    void oneBranchAtMostIsReadAndNestedOnesWithIt() throws IOException {
        assertEquals(List.of("alias in two", "alias out end"), said("""
                        if a == b
                          nonsense that is not read
                          if a == a
                            alias in one
                          else
                            alias in half
                          endif
                        elseif a == a
                          alias in two
                        elseif a == a
                          alias in three
                        else
                          alias in four
                        endif
                        alias out end
                        """));
    }

    @Test
    void includedFilesAreReadInPlace() throws IOException {
        Files.writeString(root.resolve("more.conf"), "alias b two\n");
        assertEquals(
                List.of("alias a one", "alias b two", "alias c three"),
                said("alias a one\ninclude more.conf\nalias c three\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alias x `rm -rf /`",
                "alias x $(id)",
                "alias x",
                "alias",
                "options m",
                "install m",
                "path /lib",
                "probe x a b",
                "depfile=/x",
                "whatever x y",
                "alias a[ b",
                "else",
                "endif",
                "if a ~ b\nendif",
                "if\nendif",
                "if -n a == 1\nendif",
                "if a == a",
                "add",
            })
    void aBadLineIsToldWithItsPlaceAndLeftOut(String line) throws IOException {
        ModprobeConfig config = read(line + "\n").config();
        assertEquals(List.of(), config.lines());
        assertEquals(1, config.warnings().size(), config.warnings()::toString);
        assertTrue(
                config.warnings().get(0).startsWith(root.resolve("modules.conf") + ":1: "),
                config.warnings()::toString);
    }

    @Test
    void filesThatIncludeThemselvesAreRefused() {
        IOException e = assertThrows(IOException.class, () -> read("include modules.conf\n"));
        assertTrue(e.getMessage().contains("include each other"), e.getMessage());
    }

    @Test
    void whatGrowsIsBounded() throws IOException {
        StringBuilder text = new StringBuilder("define A xxxxxxxxxxxxxxxx\n");
        for (int i = 0; i < 40; i++) {
            text.append("define A $A$A$A$A\n");
        }
        ModprobeConfig config = read(text.toString()).config();
        assertTrue(config.warnings().get(0).contains("longer than"), config.warnings()::toString);
        assertThrows(IOException.class, () -> read("if a == a\n".repeat(100)));
    }
}
