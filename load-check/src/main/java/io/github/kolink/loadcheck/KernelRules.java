// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.finding.Findings;
import io.github.kolink.finding.Taint;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.link.LoadRules;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.resolve.ImportRule;

/** Asks the questions of {@code load_module}, each where the kernel does (kernel/module/main.c 6.1, 6.12, 7.3). */
final class KernelRules implements LoadRules {
    private final KernelTarget target;
    private final KernelFacts facts;
    private final LoadConditions conditions;
    private final SystemState state;
    private final SignatureQuestion signature;

    KernelRules(KernelTarget target, LoadConditions conditions) {
        this.target = target;
        this.facts = target.facts();
        this.conditions = conditions;
        this.state = new SystemState(conditions);
        this.signature = new SignatureQuestion(target, conditions);
    }

    @Override
    public void beforeParse(ModuleFile file, Findings findings) {
        new ReadQuestion(state).ask(file, findings);
        if (!ReadQuestion.isEmpty(file)) {
            signature.ask(file, findings);
        }
    }

    @Override
    public void beforePlan(KernelModule module, Findings findings) {
        new BlacklistQuestion(state).ask(module, findings);
        new LayoutVersionQuestion(target, state).ask(module, findings);
        ModinfoQuestion modinfo = new ModinfoQuestion(facts, target.snapshot().vermagic(), state);
        modinfo.ask(module, findings);
        if (isEarly()) {
            modinfo.askLivepatch(module, findings);
            new NameQuestion(state).ask(module, findings);
        } else {
            new TaintQuestion(facts, state).ask(module, findings);
        }
    }

    @Override
    public void afterLayout(KernelModule module, ModuleLayout layout, Findings findings) {
        if (isEarly()) {
            TaintQuestion taints = new TaintQuestion(facts, state);
            boolean before = isProprietary(module, findings);
            taints.ask(module, findings);
            SignatureQuestion.taint(module, findings);
            taints.askLicense(module, before, findings);
        } else {
            new NameQuestion(state).ask(module, findings);
            SignatureQuestion.taint(module, findings);
        }
        new PercpuQuestion(facts).ask(module, findings);
    }

    private boolean isEarly() {
        return facts.has(KernelFact.EARLY_NAME_CHECK);
    }

    private boolean isProprietary(KernelModule module, Findings findings) {
        return new TaintLog(state, module, findings).has(Taint.P);
    }

    @Override
    public ImportRule imports(KernelModule module, Findings findings) {
        if (!isEarly()) {
            new TaintQuestion(facts, state).askLicense(module, isProprietary(module, findings), findings);
        }
        new ExportVersionsQuestion(facts, state).ask(module, findings);
        new NamespaceQuestion(facts).ask(module, findings);
        return new ImportQuestion(target, state, module);
    }

    @Override
    public void afterFinalise(PlacedModule placed, Findings findings) {
        new ParametersQuestion(target, conditions).ask(placed, findings);
        new SysfsQuestion(conditions).ask(placed.module(), findings);
    }

    @Override
    public boolean isLoaded(String module) {
        return state.module(module).isPresent();
    }
}
