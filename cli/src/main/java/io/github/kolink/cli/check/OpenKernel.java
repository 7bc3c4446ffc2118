// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.check;

import io.github.kolink.cli.outcome.CheckedKernel;
import io.github.kolink.cli.report.SourceLine;
import io.github.kolink.cli.target.LoadOptions;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.loadcheck.LoadCheck;
import io.github.kolink.relocate.RelocationCatalogue;
import io.github.kolink.symbols.SnapshotSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A kernel that is asked.
 *
 * @param told what the report says of it
 * @param check asks it
 * @param providers modules whose exports the checked ones may use, and which are not reported
 * @param types names relocations
 */
record OpenKernel(CheckedKernel told, LoadCheck check, List<Path> providers, RelocationCatalogue types) {
    /** With the directories that are checked: one that is known to hold all modules of the kernel settles what they export. */
    static OpenKernel of(String name, CheckTarget target, LoadOptions load, List<Path> trees) throws IOException {
        KernelTarget kernel = target.linker().target();
        List<String> inputs = new ArrayList<>();
        for (SnapshotSource source : kernel.snapshot().sources()) {
            inputs.add(SourceLine.brief(source));
        }
        int certificates = load.certificates().size();
        if (certificates > 0) {
            inputs.add(certificates + (certificates == 1 ? " certificate" : " certificates") + " [--cert]");
        }
        if (!target.providers().isEmpty()) {
            inputs.add(target.providers().size() + " modules that the checked ones need [module tree]");
        }
        LoadCheck check = target.check();
        for (Path tree : trees) {
            if (new InstalledTree(tree).isWholeOf(kernel.snapshot().release())) {
                check = check.ofAll();
                inputs.add(tree + " [all modules of this kernel]");
            }
        }
        return new OpenKernel(
                CheckedKernel.of(name.isEmpty() ? kernel.facts().release() : name, kernel, inputs, check.notChecked()),
                check,
                target.providers(),
                target.linker().architecture().types());
    }
}
