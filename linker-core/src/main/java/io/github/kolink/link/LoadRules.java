// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.finding.Findings;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.resolve.ImportRule;

/**
 * What a kernel asks of a module beside what linking it needs: signature, versions, name, parameters. A link calls each
 * method at the place where {@code load_module} has the same question (kernel/module/main.c 6.1), so that the findings are
 * in the kernel's order: what was found before is in the findings. By default nothing is asked. Immutable and thread-safe.
 */
public interface LoadRules {
    /** Asks nothing: for linking alone. */
    LoadRules NONE = new LoadRules() {};

    /**
     * Before the file is read as ELF: {@code module_sig_check}.
     *
     * @param file the module as it lies on disk
     * @param findings told of refusals
     */
    default void beforeParse(ModuleFile file, Findings findings) {}

    /**
     * Behind {@code setup_load_info}: {@code blacklisted}, {@code check_modstruct_version}, {@code check_modinfo}.
     *
     * @param module its file is sound
     * @param findings told of refusals and taints
     */
    default void beforePlan(KernelModule module, Findings findings) {}

    /**
     * Behind {@code layout_and_allocate}: {@code add_unformed_module}, {@code percpu_modalloc}.
     *
     * @param module the module
     * @param layout its layout
     * @param findings told of refusals and taints
     */
    default void afterLayout(KernelModule module, ModuleLayout layout, Findings findings) {}

    /**
     * Behind {@code find_module_sections}: {@code check_module_license_and_versions}, {@code setup_modinfo}; and what {@code
     * simplify_symbols} asks of each import.
     *
     * @param module the module
     * @param findings told of refusals and taints
     * @return a rule for this link alone
     */
    default ImportRule imports(KernelModule module, Findings findings) {
        return ImportRule.ofLicense(module);
    }

    /**
     * Behind {@code module_finalize}: {@code complete_formation}, the notifiers, {@code parse_args}, {@code
     * mod_sysfs_setup}.
     *
     * @param placed the module, relocated
     * @param findings told of refusals and taints
     */
    default void afterFinalise(PlacedModule placed, Findings findings) {}

    /**
     * Whether a module is loaded already.
     *
     * @param module its name
     * @return true if the system is known to have it
     */
    default boolean isLoaded(String module) {
        return false;
    }

    /**
     * Whether any module is loaded already.
     *
     * @return false if {@link #isLoaded} is false of every name
     */
    default boolean knowsLoaded() {
        return false;
    }
}
