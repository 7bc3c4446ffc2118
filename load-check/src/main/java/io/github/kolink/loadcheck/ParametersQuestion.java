// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.PlacedModule;

/** Are the parameters those the module takes ({@code parse_args}, kernel/params.c 6.1)? */
record ParametersQuestion(KernelTarget target, LoadConditions conditions) {
    void ask(PlacedModule placed, Findings findings) {}
}
