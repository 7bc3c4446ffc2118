// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.names;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.autoload.config.ModprobeConfig;
import io.github.kolink.autoload.index.DepmodConfig;
import io.github.kolink.autoload.index.IndexBuild;
import io.github.kolink.autoload.index.SmallTree;
import io.github.kolink.autoload.index.TreeIndex;
import io.github.kolink.autoload.names.Resolution.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules without kmod beside them; where it is installed, {@link KmodOracleTest} asks it. */
class NameResolverTest {
    @TempDir
    Path root;

    private Path tree = Path.of("");

    @BeforeEach
    void tree() throws IOException {
        tree = SmallTree.in(root);
    }

    private NameResolver resolver(String config) throws IOException {
        IndexBuild build = IndexBuild.of(tree, DepmodConfig.DEFAULT);
        build.write(tree);
        Path file = Files.writeString(root.resolve("test.conf"), config);
        return new NameResolver(
                TreeIndex.in(tree), ModprobeConfig.read(List.of(file), Optional.of(TreeIndex.in(tree)), ""));
    }

    private static List<String> modules(Resolution resolution) {
        return resolution.targets().stream().map(Resolution.Target::module).toList();
    }

    private static List<String> steps(NameResolver resolver, String name) throws IOException {
        return resolver.plans(resolver.resolve(name), "p=1").stream()
                .flatMap(plan -> plan.steps().stream())
                .map(step -> (step.action() + " " + step.module() + " " + step.parameters()).strip())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "fs-minix, MODULE_ALIAS, minix",
        "fs_minix, MODULE_ALIAS, minix",
        "mid-dle, MODULE, mid_dle",
        "symbol:middle_do, SYMBOL, mid_dle",
        "ext-four, BUILT_IN, ext_four",
        "fs-ext4, BUILT_IN_ALIAS, ext_four",
        "eth0, CONFIGURED_ALIAS, top",
        "gone, COMMAND, gone",
    })
    void eachRuleAnswers(String name, Rule rule, String module) throws IOException {
        Resolution resolution =
                resolver("alias eth0 top\ninstall gone /bin/true\n").resolve(name);
        assertEquals(rule, resolution.rule());
        assertEquals(List.of(module), modules(resolution));
    }

    @ParameterizedTest
    @ValueSource(strings = {"block-major-08", "net-pf-1", "net-pf-100", "fs-minix2", "nosuch", "net-pf-[1"})
    void whatNobodySaysIsUnknown(String name) throws IOException {
        Resolution resolution = resolver("").resolve(name);
        assertEquals(Rule.NONE, resolution.rule());
        assertEquals(List.of(), resolution.targets());
    }

    /** S-07: numbers are decimal without leading zeroes. */
    @Test
    void leadingZeroesAreAnotherName() throws IOException {
        NameResolver resolver = resolver("alias block-major-8 two\n");
        assertEquals(List.of("two"), modules(resolver.resolve("block-major-8")));
        assertEquals(List.of(), modules(resolver.resolve("block-major-08")));
    }

    @Test
    void whatIsNeededComesFirstAndParametersGoToTheModuleThatWasAskedFor() throws IOException {
        assertEquals(
                List.of("INSMOD base", "INSMOD mid_dle b=2", "INSMOD top a=1 p=1"),
                steps(resolver("options top a=1\noptions mid-dle b=2\n"), "top"));
    }

    @Test
    void whatIsNeededMustLoad() throws IOException {
        NameResolver resolver = resolver("");
        assertTrue(resolver.plans(resolver.resolve("top"), "").get(0).steps().stream()
                .allMatch(LoadPlan.Step::isRequired));
    }

    @Test
    void softDependenciesStandAroundTheModule() throws IOException {
        assertEquals(
                List.of("INSMOD base", "INSMOD minix p=1", "INSMOD mid_dle", "INSMOD top"),
                steps(resolver(""), "fs-minix"));
        LoadPlan plan = resolver("").plans(resolver("").resolve("minix"), "").get(0);
        assertEquals(
                List.of(false, true, false, false),
                plan.steps().stream().map(LoadPlan.Step::isRequired).toList());
    }

    @Test
    void aBlacklistKeepsAliasesOutNotNames() throws IOException {
        NameResolver resolver = resolver("blacklist minix\n");
        assertTrue(resolver.plans(resolver.resolve("fs-minix"), "")
                .get(0)
                .blacklisted()
                .isPresent());
        assertFalse(resolver.plans(resolver.resolve("minix"), "")
                .get(0)
                .blacklisted()
                .isPresent());
    }

    @Test
    void anInstallCommandTakesThePlaceOfAModule() throws IOException {
        NameResolver resolver = resolver("install ipv6 echo $CMDLINE_OPTS\noptions ipv6 x=1\n");
        LoadPlan.Step step = resolver.plans(resolver.resolve("net-pf-10"), "y=2")
                .get(0)
                .steps()
                .get(0);
        assertEquals(LoadPlan.Action.INSTALL, step.action());
        assertEquals("echo x=1 y=2", step.shellCommand());
    }

    @Test
    void softDependenciesInACircleEnd() throws IOException {
        StringBuilder config = new StringBuilder();
        List<String> all = List.of("minix", "top", "mid_dle", "base", "one", "two", "odd", "ipv6", "loop", "fuse");
        all.forEach(name -> config.append(
                "softdep " + name + " pre: " + String.join(" ", all) + " post: " + String.join(" ", all) + "\n"));
        NameResolver resolver = resolver(config.toString());
        List<String> steps = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> steps(resolver, "top"));
        assertTrue(steps.containsAll(List.of("INSMOD base", "INSMOD top p=1", "INSMOD fuse")), steps::toString);
    }

    @Test
    void textFilesAnswerLikeBinaryOnes() throws IOException {
        resolver("");
        for (String bin : List.of("dep", "alias", "symbols", "builtin", "builtin.alias")) {
            Files.delete(tree.resolve("modules." + bin + ".bin"));
        }
        for (String name :
                List.of("fs-minix", "mid-dle", "symbol:middle_do", "ext-four", "fs-ext4", "shared", "plat:one-odd")) {
            Resolution text = new NameResolver(TreeIndex.in(tree), ModprobeConfig.EMPTY).resolve(name);
            Resolution made = new NameResolver(
                            TreeIndex.of(tree, IndexBuild.of(tree, DepmodConfig.DEFAULT)), ModprobeConfig.EMPTY)
                    .resolve(name);
            assertEquals(made, text);
            assertFalse(text.targets().isEmpty(), name);
        }
    }
}
