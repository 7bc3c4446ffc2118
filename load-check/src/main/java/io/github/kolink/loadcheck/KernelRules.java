// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.link.LoadRules;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.resolve.ProvidedSymbol;

/** Asks the questions of {@code load_module}, each where the kernel does (kernel/module/main.c 6.1). */
final class KernelRules implements LoadRules {
    private final KernelTarget target;
    private final LoadConditions conditions;

    KernelRules(KernelTarget target, LoadConditions conditions) {
        this.target = target;
        this.conditions = conditions;
    }

    @Override
    public void beforeParse(ModuleFile file, Findings findings) {
        new SignatureQuestion(target, conditions).ask(file, findings);
    }

    @Override
    public void beforePlan(KernelModule module, Findings findings) {
        new BlacklistQuestion(conditions).ask(module, findings);
        new ModinfoQuestion(target).ask(module, findings);
    }

    @Override
    public void afterLayout(KernelModule module, ModuleLayout layout, Findings findings) {
        new NameQuestion(conditions).ask(module, findings);
        SignatureQuestion.taint(module, findings);
    }

    @Override
    public boolean takes(KernelModule module, String name, ProvidedSymbol provided, Findings findings) {
        return new ImportQuestion(target, module).ask(name, provided, findings);
    }

    @Override
    public void afterFinalise(PlacedModule placed, Findings findings) {
        new ParametersQuestion(target, conditions).ask(placed, findings);
    }
}
