// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.check;

import io.github.kolink.cli.outcome.CheckedKernel;
import io.github.kolink.cli.report.SourceLine;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.loadcheck.LoadCheck;
import io.github.kolink.loadcheck.LoadConditions;
import io.github.kolink.relocate.RelocationCatalogue;
import java.util.List;

/**
 * A kernel that is asked.
 *
 * @param told what the report says of it
 * @param check asks it
 * @param types names relocations
 */
record OpenKernel(CheckedKernel told, LoadCheck check, RelocationCatalogue types) {
    static OpenKernel of(String name, ModuleLinker linker, LoadConditions conditions) {
        LoadCheck check = LoadCheck.of(linker, conditions);
        List<String> inputs = linker.target().snapshot().sources().stream()
                .map(SourceLine::brief)
                .toList();
        return new OpenKernel(
                CheckedKernel.of(name, linker.target(), inputs, check.notChecked()),
                check,
                linker.architecture().types());
    }
}
