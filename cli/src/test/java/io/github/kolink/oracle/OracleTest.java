// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@EnabledIfEnvironmentVariable(named = "KOLINK_QEMU", matches = "1")
@EnabledIfEnvironmentVariable(named = "KOLINK_KERNELS", matches = ".+")
final class OracleTest {
    @Test
    void variants() throws IOException {
        OracleKernel kernel = OracleKernel.of("amd64");
        OracleRun run = new OracleRun(kernel, Path.of(System.getenv("KOLINK_ORACLE_RECORDS")));
        for (TrialBoot boot : OracleBoots.variants(kernel)) {
            long start = System.nanoTime();
            List<RealLoad> loads = run.run(boot);
            System.out.println("== " + boot.name() + " " + (System.nanoTime() - start) / 1_000_000 + " ms");
            for (int i = 0; i < loads.size(); i++) {
                System.out.println(boot.trials().get(i).name() + " ["
                        + boot.trials().get(i).row() + "]");
                loads.get(i).text().forEach(System.out::println);
            }
        }
    }
}
