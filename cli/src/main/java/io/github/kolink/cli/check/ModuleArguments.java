// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.check;

import io.github.kolink.loadcheck.LoadConditions;
import java.util.List;

/**
 * The operands of a check: modules, then behind {@code --} the parameters they get.
 *
 * @param modules before {@code --}
 * @param parameters as modprobe hands them to the kernel: one line, a value with blanks in quotes
 */
record ModuleArguments(List<String> modules, String parameters) {
    /** Splits operands; all words of the command line tell where {@code --} was. */
    static ModuleArguments of(List<String> operands, List<String> words) {
        int mark = words.indexOf("--");
        int parameters = mark < 0 ? 0 : words.size() - mark - 1;
        int modules = operands.size() - parameters;
        return new ModuleArguments(
                operands.subList(0, modules), LoadConditions.parameters(operands.subList(modules, operands.size())));
    }
}
