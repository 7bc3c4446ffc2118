// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.link.LoadRules;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.resolve.ImportRule;
import java.util.List;

/** Asks the questions of {@code load_module}, each where the kernel does (kernel/module/main.c 6.1, 6.12, 7.3). */
final class KernelRules implements LoadRules {
    private final KernelTarget target;
    private final LoadConditions conditions;
    private final SystemState state;
    private final SignatureQuestion signature;
    private final QuestionOrder order;

    KernelRules(KernelTarget target, LoadConditions conditions) {
        this.target = target;
        this.conditions = conditions;
        this.state = new SystemState(conditions);
        this.signature = new SignatureQuestion(target, conditions);
        this.order = QuestionOrder.of(target, state);
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
        ask(order.beforePlan(), module, findings);
    }

    @Override
    public void afterLayout(KernelModule module, ModuleLayout layout, Findings findings) {
        ask(order.afterLayout(), module, findings);
    }

    @Override
    public ImportRule imports(KernelModule module, Findings findings) {
        ask(order.beforeImports(), module, findings);
        return new ImportQuestion(target, state, module);
    }

    private static void ask(List<ModuleQuestion> questions, KernelModule module, Findings findings) {
        for (ModuleQuestion question : questions) {
            question.ask(module, findings);
        }
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

    @Override
    public boolean knowsLoaded() {
        return state.hasModules();
    }
}
