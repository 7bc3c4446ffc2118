// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.finding.Findings;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.module.KernelModule;
import io.github.kolink.resolve.Imports;
import java.util.Optional;

/**
 * What a module's file and the kernel alone decide: whether it is sound, its layout, and which of its imports are the
 * kernel's. Nothing has been asked yet of signature, versions or other modules.
 *
 * @param module the module
 * @param sound what the checks before the plan have found; if the kernel stops there, nothing else was looked at
 * @param fits what plan and layout have found
 * @param layout empty if the kernel would not have got that far
 * @param imports none if there is no layout
 */
record Blueprint(KernelModule module, Findings sound, Findings fits, Optional<ModuleLayout> layout, Imports imports) {
    /** The same with other imports. */
    Blueprint with(Imports others) {
        return new Blueprint(module, sound, fits, layout, others);
    }
}
