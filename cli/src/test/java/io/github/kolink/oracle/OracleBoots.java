// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The boots of the variants, kernel by kernel. */
final class OracleBoots {
    /** Every how many variants one is in the sample. */
    private static final int STEP = 5;

    private OracleBoots() {}

    /** All that there are for a kernel. */
    static List<TrialBoot> variants(Base base) throws IOException {
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
        if (base.kernel().name().equals("amd64")) {
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

    /** Some of each kind, none of which brings the guest down. */
    static List<TrialBoot> sample(OracleKernel kernel) throws IOException {
        Base base = Base.of(kernel);
        List<Trial> trials = new ArrayList<>();
        for (List<Trial> all : List.of(
                FileVariants.of(base),
                ModinfoVariants.of(base),
                SymbolVariants.of(base),
                RelocationVariants.of(base),
                SignatureVariants.of(base),
                ParameterVariants.of(base))) {
            for (int i = 1; i < all.size(); i += STEP) {
                trials.add(all.get(i));
            }
        }
        return List.of(new TrialBoot("sample", "", trials), new TrialBoot("state", "", StateVariants.of(base)));
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
