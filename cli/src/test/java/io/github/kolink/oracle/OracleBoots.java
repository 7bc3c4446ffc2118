// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The boots of the variants, kernel by kernel. */
final class OracleBoots {
    private OracleBoots() {}

    /** All that there are for a kernel. */
    static List<TrialBoot> variants(OracleKernel kernel) throws IOException {
        Base base = Base.of(kernel);
        List<TrialBoot> boots = new ArrayList<>();
        boots.add(new TrialBoot("file", "", FileVariants.of(base)));
        boots.add(new TrialBoot("modinfo", "", ModinfoVariants.of(base)));
        boots.add(new TrialBoot("symbols", "", SymbolVariants.of(base)));
        boots.add(new TrialBoot("newer", "", NewerVariants.of(base)));
        boots.add(new TrialBoot("state", "", StateVariants.of(base)));
        boots.add(new TrialBoot("signatures", "", SignatureVariants.of(base)));
        if (base.isArm()) {
            boots.add(new TrialBoot("arm64", "", ArmVariants.of(base)));
        } else {
            boots.add(new TrialBoot("relocations", "", RelocationVariants.of(base)));
        }
        if (kernel.name().equals("amd64")) {
            boots.add(new TrialBoot("parameters", "", ParameterVariants.of(base)));
        }
        boots.addAll(commandLines(base));
        if (!base.isArm()) {
            for (Trial wild : RelocationVariants.wild(base)) {
                boots.add(new TrialBoot("wild-" + wild.name(), "", List.of(wild)));
            }
        }
        return boots;
    }

    /** What the kernel's command line decides. */
    private static List<TrialBoot> commandLines(Base base) {
        List<Trial> enforced = SignatureVariants.enforced(base);
        return List.of(
                new TrialBoot("enforced", "module.sig_enforce=1", enforced),
                new TrialBoot("lockdown", "lockdown=integrity", enforced),
                new TrialBoot("blacklist", "module_blacklist=dummy,nls_cp437", enforced.subList(0, 2)),
                new TrialBoot("nomodule", "nomodule", enforced.subList(0, 2)));
    }
}
