// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.layout.PlacedModule;
import java.util.Optional;

/**
 * Are the parameters those the module takes ({@code parse_args}, kernel/params.c 6.1; the same up to 7.3)? All are tried, and
 * the error is that of the last bad one. What the module has no parameter for is printed and passed over.
 */
record ParametersQuestion(KernelTarget target, LoadConditions conditions) {
    private static final KernelFact DYNAMIC_DEBUG = KernelFact.config("CONFIG_DYNAMIC_DEBUG");
    private static final KernelFact DYNAMIC_DEBUG_CORE = KernelFact.config("CONFIG_DYNAMIC_DEBUG_CORE");
    /** {@code KERNEL_PARAM_FL_UNSAFE}. */
    private static final int UNSAFE = 1;
    /** {@code KERNEL_PARAM_FL_HWPARAM}. */
    private static final int HARDWARE = 2;

    void ask(PlacedModule placed, Findings findings) {
        ArgumentLine line = new ArgumentLine(ByteText.of(conditions.parameters()));
        if (line.hasNext()) {
            new Parsing(placed, findings).parse(line);
        }
    }

    /** One run over the arguments of one module. */
    private final class Parsing {
        private final String module;
        private final DeclaredParameters declared;
        private final ParameterValue values;
        private final Findings findings;
        private boolean failed;

        Parsing(PlacedModule placed, Findings findings) {
            this.module = placed.module().name();
            this.declared = new DeclaredParameters(placed);
            this.values = new ParameterValue(
                    target, declared, 8 * placed.module().file().machine().wordSize());
            this.findings = findings;
        }

        void parse(ArgumentLine line) {
            while (line.hasNext()) {
                ArgumentLine.Argument argument = line.next();
                if (argument.isEnd()) {
                    if (!failed) {
                        tell(
                                FindingCode.KERNEL_REMARK,
                                argument,
                                "what follows -- is not looked at",
                                module + ": parameters '" + line.rest() + "' after `--' ignored");
                    }
                    return;
                }
                one(argument);
            }
        }

        private void one(ArgumentLine.Argument argument) {
            for (int entry = 0; entry < declared.count(); entry++) {
                Optional<String> name = declared.name(entry);
                if (name.isEmpty()) {
                    damaged(argument, "the name of parameter " + entry + " is not in the module");
                    return;
                }
                if (argument.is(name.get())) {
                    set(entry, name.get(), argument);
                    return;
                }
            }
            unknown(argument);
        }

        private void set(int entry, String name, ArgumentLine.Argument argument) {
            Optional<DeclaredParameters.Setter> setter = declared.setter(entry);
            if (setter.isEmpty()) {
                damaged(argument, "the operations of the parameter are neither in the module nor in the kernel");
                return;
            }
            Optional<String> value = Optional.ofNullable(argument.value());
            if (value.isEmpty() && !setter.get().takesNoValue().orElse(true)) {
                refuse(argument, "EINVAL", "", "", "the parameter needs a value");
                return;
            }
            if ((declared.flags(entry) & HARDWARE) != 0 && new Lockdown(target, conditions).isActive()) {
                refuse(
                        argument,
                        "EPERM",
                        Lockdown.words("unsafe module parameters"),
                        value.orElse(""),
                        "the parameter configures hardware, and the kernel is locked down");
                return;
            }
            if ((declared.flags(entry) & UNSAFE) != 0) {
                tell(
                        FindingCode.TAINT_USER,
                        argument,
                        "the module calls the parameter dangerous",
                        "Setting dangerous option " + name + " - tainting kernel");
            }
            if (setter.get().known().isEmpty()) {
                notChecked(argument);
                return;
            }
            Optional<ParameterValue.Answer> answer =
                    values.set(entry, name, setter.get().known().get(), value);
            if (answer.isEmpty()) {
                damaged(argument, "what describes the parameter is not in the module");
            } else if (!answer.get().decided()) {
                notChecked(argument);
            } else if (!answer.get().errno().isEmpty()) {
                refuse(
                        argument,
                        answer.get().errno(),
                        answer.get().says(),
                        answer.get().shown(),
                        "`" + value.orElse("") + "` is no value of the parameter's type, "
                                + setter.get().known().get());
            }
        }

        private void refuse(ArgumentLine.Argument argument, String errno, String says, String value, String detail) {
            failed = true;
            FindingCode code = switch (errno) {
                case "ERANGE" -> FindingCode.PARAMETER_RANGE;
                case "ENOSPC" -> FindingCode.PARAMETER_TOO_LONG;
                case "EPERM" -> FindingCode.PARAMETER_LOCKDOWN;
                default -> FindingCode.PARAMETER_INVALID;
            };
            String how = errno.equals("ENOSPC") ? "too large" : "invalid";
            String line = module + ": `" + value + "' " + how + " for parameter `" + argument.name() + "'";
            findings.add(finding(code, argument, detail, says.isEmpty() ? line : says + "\n" + line)
                    .failing(errno));
        }

        private void unknown(ArgumentLine.Argument argument) {
            String name = argument.name();
            if (name.equals("async_probe")) {
                return;
            }
            // With dynamic debug a name is cut at its first dot, to look for dyndbg behind it.
            boolean known = target.facts().known(DYNAMIC_DEBUG).isPresent();
            boolean dynamic = !known
                    || target.facts().has(DYNAMIC_DEBUG)
                    || target.facts().has(DYNAMIC_DEBUG_CORE);
            int dot = dynamic ? name.indexOf('.') : -1;
            if (name.substring(dot + 1).equals("dyndbg")) {
                if (!dynamic) {
                    tell(
                            FindingCode.KERNEL_REMARK,
                            argument,
                            "the kernel has no dynamic debug",
                            "dyndbg param is supported only in CONFIG_DYNAMIC_DEBUG builds");
                }
                return;
            }
            String shown = dot < 0 ? name : name.substring(0, dot);
            tell(
                    FindingCode.PARAMETER_UNKNOWN,
                    argument,
                    "the module has no such parameter",
                    module + ": unknown parameter '" + shown + "' ignored");
        }

        private void notChecked(ArgumentLine.Argument argument) {
            tell(
                    FindingCode.PARAMETER_NOT_CHECKED,
                    argument,
                    "code of the module sets the parameter; it is not run",
                    "");
        }

        private void damaged(ArgumentLine.Argument argument, String how) {
            tell(FindingCode.PASS_TABLE_DAMAGED, argument, how, "");
        }

        private void tell(FindingCode code, ArgumentLine.Argument argument, String detail, String says) {
            findings.add(finding(code, argument, detail, says));
        }

        private Finding finding(FindingCode code, ArgumentLine.Argument argument, String detail, String says) {
            return Finding.of(code, module, ByteText.shown(detail))
                    .about(ByteText.shown(argument.name()))
                    .kernelSays(ByteText.shown(says));
        }
    }
}
