// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kernel's own setters of parameters (kernel/params.c 6.1; the same up to 7.3). */
enum ParameterSetter {
    /** {@code unsigned char}. */
    BYTE(8, false),
    /** {@code short}. */
    SHORT(16, true),
    /** {@code unsigned short}. */
    USHORT(16, false),
    /** {@code int}. */
    INT(32, true),
    /** {@code unsigned int}. */
    UINT(32, false),
    /** {@code unsigned int}, shown in hexadecimal. */
    HEXINT(32, false),
    /** {@code long}: as wide as an address. */
    LONG(0, true),
    /** {@code unsigned long}: as wide as an address. */
    ULONG(0, false),
    /** {@code unsigned long long}. */
    ULLONG(64, false),
    /** {@code bool}. */
    BOOL(-1, false),
    /** A {@code bool} that is stored the other way round. */
    INVBOOL(-1, false),
    /** An {@code int} that takes what a {@code bool} takes. */
    BINT(-1, false),
    /** A {@code bool} that cannot be unset. */
    BOOL_ENABLE_ONLY(-1, false),
    /** A copy of the text. */
    CHARP(-1, false),
    /** Text in a buffer of the module's. */
    STRING(-1, false),
    /** Several values of one kind. */
    ARRAY(-1, false);

    private final int bits;
    private final boolean signed;

    ParameterSetter(int bits, boolean signed) {
        this.bits = bits;
        this.signed = signed;
    }

    /** The setter that a {@code struct kernel_param_ops} of the kernel has. */
    static Optional<ParameterSetter> ofOperations(String symbol) {
        return symbol.equals("param_array_ops") ? Optional.of(ARRAY) : of(symbol, "param_ops_");
    }

    /** The setter that is a function of the kernel. */
    static Optional<ParameterSetter> ofFunction(String symbol) {
        return symbol.equals("param_set_copystring") ? Optional.of(STRING) : of(symbol, "param_set_");
    }

    private static Optional<ParameterSetter> of(String symbol, String prefix) {
        return Arrays.stream(values())
                .filter(setter -> setter != ARRAY)
                .filter(setter -> symbol.equals(prefix + setter.name().toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** Whether the kernel's own {@code struct kernel_param_ops} takes a name without a value. */
    boolean takesNoValue() {
        return this == BOOL || this == BINT || this == BOOL_ENABLE_ONLY;
    }

    boolean isNumber() {
        return bits >= 0;
    }

    boolean isBoolean() {
        return this == BOOL || this == INVBOOL || this == BINT || this == BOOL_ENABLE_ONLY;
    }

    /**
     * Tries a number.
     *
     * @param text the value
     * @param wordBits bits of an address
     * @return the error's name; empty if there is none
     */
    String number(String text, int wordBits) {
        return KernelNumber.parse(text, bits == 0 ? wordBits : bits, signed);
    }
}
