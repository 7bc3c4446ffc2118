// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.finalise.AddressMap;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelTarget;
import java.util.Optional;

/**
 * Tries one value against one parameter, as the kernel's setters do (kernel/params.c 6.1).
 *
 * @param target the kernel
 * @param parameters of the module
 * @param wordBits bits of an address
 */
record ParameterValue(KernelTarget target, DeclaredParameters parameters, int wordBits) {
    private static final int LONGEST_TEXT = 1024;

    /**
     * What a setter makes of a value.
     *
     * @param errno the error's name; empty if the value is taken
     * @param says what the setter prints itself; usually empty
     * @param shown the value as the kernel prints it afterwards: an array is cut at the element that failed first
     * @param decided whether the answer is known; false if a module's own code gives it
     */
    record Answer(String errno, String says, String shown, boolean decided) {
        static Answer of(String errno, String shown) {
            return new Answer(errno, "", shown, true);
        }
    }

    /** Tries a value. */
    Optional<Answer> set(int entry, String name, ParameterSetter setter, Optional<String> value) {
        return switch (setter) {
            case STRING -> string(entry, name, value.orElse(""));
            case ARRAY -> array(entry, name, value.orElse(""));
            case BOOL_ENABLE_ONLY -> enableOnly(entry, value);
            default -> Optional.of(scalar(setter, name, value));
        };
    }

    /** Tries a value that needs nothing of the module. */
    private Answer scalar(ParameterSetter setter, String name, Optional<String> value) {
        String text = value.orElse(setter.isBoolean() ? "1" : "");
        String shown = value.orElse("");
        if (setter.isNumber()) {
            return Answer.of(setter.number(text, wordBits), shown);
        }
        if (setter.isBoolean()) {
            return Answer.of(truth(text).isPresent() ? "" : "EINVAL", shown);
        }
        return text.length() > LONGEST_TEXT
                ? new Answer("ENOSPC", name + ": string parameter too long", shown, true)
                : Answer.of("", shown);
    }

    private Optional<Boolean> truth(String text) {
        return KernelBoolean.parse(text, target.facts().has(KernelFact.ENABLE_IS_TRUE));
    }

    /** What is set stays set: the variable's value before counts. */
    private Optional<Answer> enableOnly(int entry, Optional<String> value) {
        Optional<Boolean> wanted = truth(value.orElse("1"));
        return parameters.argument(entry).map(variable -> {
            boolean set = variable.memory().get8(variable.offset()) != 0;
            String errno = wanted.isEmpty() ? "EINVAL" : set && !wanted.get() ? "EROFS" : "";
            return Answer.of(errno, value.orElse(""));
        });
    }

    /** {@code struct kparam_string}: the size of the buffer is its first field. */
    private Optional<Answer> string(int entry, String name, String value) {
        return parameters
                .argument(entry)
                .flatMap(text -> parameters.int32(text, 0))
                .map(size -> {
                    boolean fits = value.length() < Integer.toUnsignedLong(size);
                    return fits
                            ? Answer.of("", value)
                            : new Answer(
                                    "ENOSPC",
                                    name + ": string doesn't fit in " + Integer.toUnsignedString(size - 1) + " chars.",
                                    value,
                                    true);
                });
    }

    /** {@code struct kparam_array}: the most elements are its first field. */
    private Optional<Answer> array(int entry, String name, String value) {
        Optional<AddressMap.Found> array = parameters.argument(entry);
        Optional<Integer> most = array.flatMap(found -> parameters.int32(found, 0));
        Optional<DeclaredParameters.Setter> setter = array.flatMap(parameters::elementSetter);
        if (most.isEmpty() || setter.isEmpty()) {
            return Optional.empty();
        }
        Optional<ParameterSetter> known = setter.get().known();
        String[] elements = value.split(",", -1);
        // The commas the kernel has passed are zeros now, so that it prints the first element only.
        for (int i = 0; i < elements.length; i++) {
            String shown = i == 0 && most.get() == 0 ? value : elements[0];
            if (i == most.get()) {
                return Optional.of(
                        new Answer("EINVAL", name + ": can only take " + most.get() + " arguments", shown, true));
            }
            if (known.isEmpty() || !isOfElements(known.get())) {
                return Optional.of(new Answer("", "", shown, false));
            }
            Answer answer = scalar(known.get(), name, Optional.of(elements[i]));
            if (!answer.errno().isEmpty()) {
                return Optional.of(new Answer(answer.errno(), answer.says(), shown, true));
            }
        }
        return Optional.of(Answer.of("", elements[0]));
    }

    /** Whether a setter needs nothing but the value. */
    private static boolean isOfElements(ParameterSetter setter) {
        return setter.isNumber() || setter.isBoolean() || setter == ParameterSetter.CHARP;
    }
}
