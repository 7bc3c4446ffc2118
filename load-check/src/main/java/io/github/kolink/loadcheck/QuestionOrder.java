// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import java.util.List;

/**
 * What is asked of a module, in the kernel's order: the one table of what differs between generations of kernels.
 *
 * @param beforePlan behind {@code setup_load_info}, before the architecture's hook
 * @param afterLayout behind {@code layout_and_allocate}
 * @param beforeImports behind {@code find_module_sections}
 */
record QuestionOrder(
        List<ModuleQuestion> beforePlan, List<ModuleQuestion> afterLayout, List<ModuleQuestion> beforeImports) {
    static QuestionOrder of(KernelTarget target, SystemState state) {
        KernelFacts facts = target.facts();
        BlacklistQuestion blacklist = new BlacklistQuestion(state);
        LayoutVersionQuestion version = new LayoutVersionQuestion(target, state);
        ModinfoQuestion modinfo = new ModinfoQuestion(facts, target.snapshot().vermagic(), state);
        NameQuestion name = new NameQuestion(state);
        TaintQuestion taints = new TaintQuestion(facts, state);
        PercpuQuestion percpu = new PercpuQuestion(facts);
        ExportVersionsQuestion exports = new ExportVersionsQuestion(facts, state);
        NamespaceQuestion namespaces = new NamespaceQuestion(facts);
        // spotless:off
        return facts.has(KernelFact.EARLY_NAME_CHECK)
                // early_mod_check; add_unformed_module, module_augment_kernel_taints; kernel/module/main.c 6.12, 7.3
                ? new QuestionOrder(
                        List.of(blacklist::ask, version::ask, modinfo::ask, modinfo::askLivepatch, name::ask),
                        List.of(taints::askBuild, taints::askKind, SignatureQuestion::taint, taints::askNameAndLicense,
                                percpu::ask),
                        List.of(exports::ask, namespaces::ask))
                // layout_and_allocate; add_unformed_module; check_module_license_and_versions; kernel/module/main.c 6.1
                : new QuestionOrder(
                        List.of(blacklist::ask, version::ask, modinfo::ask, taints::askBuild, modinfo::askLivepatch,
                                taints::askKind),
                        List.of(name::ask, SignatureQuestion::taint, percpu::ask),
                        List.of(taints::askName, exports::ask, namespaces::ask));
        // spotless:on
    }
}
