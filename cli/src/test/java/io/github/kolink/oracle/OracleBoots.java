// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The boots of the variants, kernel by kernel. */
final class OracleBoots {
    private OracleBoots() {}

    static List<TrialBoot> variants(OracleKernel kernel) throws IOException {
        Base base = Base.of(kernel);
        List<TrialBoot> boots = new ArrayList<>();
        boots.add(new TrialBoot("file", "", FileVariants.of(base)));
        boots.add(new TrialBoot("modinfo", "", ModinfoVariants.of(base)));
        boots.add(new TrialBoot("symbols", "", SymbolVariants.of(base)));
        boots.add(new TrialBoot("relocations", "", RelocationVariants.of(base)));
        boots.add(new TrialBoot("signatures", "", SignatureVariants.of(base)));
        boots.add(new TrialBoot("state", "", StateVariants.of(base)));
        boots.add(new TrialBoot("parameters", "", ParameterVariants.of(base)));
        List<Trial> enforced = SignatureVariants.enforced(base);
        boots.add(new TrialBoot("enforced", "module.sig_enforce=1", enforced));
        boots.add(new TrialBoot("lockdown", "lockdown=integrity", enforced));
        boots.add(new TrialBoot("blacklist", "module_blacklist=dummy,nls_cp437", enforced.subList(0, 2)));
        boots.add(new TrialBoot("nomodule", "nomodule", enforced.subList(0, 2)));
        for (Trial wild : RelocationVariants.wild(base)) {
            boots.add(new TrialBoot("wild-" + wild.name(), "", List.of(wild)));
        }
        return boots;
    }
}
