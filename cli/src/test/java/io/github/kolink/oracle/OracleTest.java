// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.kolink.module.ModuleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What kolink predicts is what kernels in QEMU do: a sample when KOLINK_QEMU is 1; all variants and mutants of all kernels that
 * are there when KOLINK_ORACLE is "full" ({@code testdata/oracle/run}). docs/oracle.md tells the method.
 */
@EnabledIfEnvironmentVariable(named = "KOLINK_QEMU", matches = "1")
@EnabledIfEnvironmentVariable(named = "KOLINK_KERNELS", matches = ".+")
final class OracleTest {
    private static final boolean FULL = "full".equals(System.getenv("KOLINK_ORACLE"));
    private static final String AMD64 = "amd64";

    private static Path folder() {
        String given = System.getenv("KOLINK_ORACLE_RECORDS");
        return Path.of(given == null ? "target/oracle" : given);
    }

    private static void compare(OracleKernel kernel, List<TrialBoot> boots, String table) throws IOException {
        compare(kernel, boots, table, Map.of());
    }

    private static void compare(OracleKernel kernel, List<TrialBoot> boots, String table, Map<String, String> lacking)
            throws IOException {
        OracleRun run = new OracleRun(kernel, folder());
        Predictor predictor = new Predictor(kernel);
        AgreementTable agreement = new AgreementTable(table);
        for (TrialBoot boot : boots) {
            List<RealLoad> reality = run.run(boot);
            Comparison.of(boot, predictor.predict(boot, reality), reality)
                    .forEach(comparison -> agreement.add(boot, comparison));
        }
        lacking.forEach(agreement::lacks);
        agreement.write(folder());
        System.out.println("oracle " + agreement);
        assertEquals(List.of(), agreement.disagreements(), String.join("\n", agreement.disagreements()));
    }

    @Test
    void aSampleOfVariantsEndsAsPredicted() throws IOException {
        assumeTrue(OracleKernel.isThere(AMD64) && !FULL);
        OracleKernel kernel = OracleKernel.of(AMD64);
        compare(kernel, OracleBoots.sample(kernel), "sample");
    }

    @Test
    void aSampleOfMutantsEndsAsPredicted() throws IOException {
        assumeTrue(OracleKernel.isThere(AMD64) && !FULL);
        OracleKernel kernel = OracleKernel.of(AMD64);
        compare(kernel, MutantBoots.of(kernel, 100), "sample-mutants");
    }

    @ParameterizedTest
    @ValueSource(strings = {AMD64, "arm64", "amd64-trixie", "amd64-trixie-backports"})
    void allVariantsEndAsPredicted(String name) throws IOException {
        assumeTrue(FULL && OracleKernel.isThere(name));
        OracleKernel kernel = OracleKernel.of(name);
        Base base = Base.of(kernel);
        List<TrialBoot> boots = OracleBoots.variants(base);
        assertEquals(LackingVariants.of(name), base.lacking());
        compare(kernel, boots, name, base.lacking());
    }

    @ParameterizedTest
    @ValueSource(strings = {"amd64:1000", "arm64:200", "amd64-trixie:200", "amd64-trixie-backports:200"})
    void allMutantsEndAsPredicted(String kernelAndCount) throws IOException {
        String[] parts = kernelAndCount.split(":");
        assumeTrue(FULL && OracleKernel.isThere(parts[0]));
        OracleKernel kernel = OracleKernel.of(parts[0]);
        compare(kernel, MutantBoots.of(kernel, Integer.parseInt(parts[1])), parts[0] + "-mutants");
    }

    /** KOLINK_OUT_OF_TREE names the folder that {@code testdata/out-of-tree/build} made. */
    @Test
    @EnabledIfEnvironmentVariable(named = "KOLINK_OUT_OF_TREE", matches = ".+")
    void modulesBuiltOutOfTreeEndAsPredicted() throws IOException {
        List<Trial> trials = new ArrayList<>();
        for (String name : List.of("sound", "wrong-headers", "undefined", "closed")) {
            Path file = Path.of(System.getenv("KOLINK_OUT_OF_TREE")).resolve(name + ".ko");
            assertEquals(true, Files.size(file) < ModuleFile.MAX_SIZE);
            trials.add(Trial.of(name, "", EditedModule.of(Files.readAllBytes(file))));
        }
        trials.add(trials.get(0).with("count=5").named("sound count=5"));
        trials.add(trials.get(0).with("count=many").named("sound count=many"));
        compare(OracleKernel.of(AMD64), List.of(new TrialBoot("out-of-tree", "", trials)), "out-of-tree");
    }
}
