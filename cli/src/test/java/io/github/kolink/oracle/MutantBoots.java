// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Mutants of a dozen real modules, a hundred to a boot. The same seed makes the same mutant of the same file. */
final class MutantBoots {
    private static final int SIZE = 100;

    /** Small ones that need no other, together with most kinds of section; a kernel takes those that its tree has. */
    private static final List<String> MODULES = List.of(
            "nls_cp437",
            "crc7",
            "crc8",
            "firmware_attributes_class",
            "nf_dup_netdev",
            "tcp_highspeed",
            "cpuid",
            "irqbypass",
            "acer-wireless",
            "eql",
            "cpcihp_generic",
            "hangcheck-timer",
            "tcp_bic",
            "cordic");

    private MutantBoots() {}

    static List<TrialBoot> of(OracleKernel kernel, int count) throws IOException {
        List<String> names = new ArrayList<>();
        List<EditedModule> modules = new ArrayList<>();
        for (String name : MODULES) {
            if (kernel.has(name)) {
                names.add(name);
                modules.add(kernel.module(name));
            }
        }
        List<TrialBoot> boots = new ArrayList<>();
        for (int from = 0; from < count; from += SIZE) {
            List<Trial> trials = new ArrayList<>();
            for (int seed = from; seed < Math.min(from + SIZE, count); seed++) {
                int module = seed % modules.size();
                trials.add(Mutator.mutant(
                        names.get(module), EditedModule.of(modules.get(module).bytes()), seed));
            }
            boots.add(new TrialBoot("mutants-" + from, "", trials));
        }
        return boots;
    }
}
