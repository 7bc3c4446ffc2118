// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentLineTest {
    private static String cut(String line) {
        List<String> parts = new ArrayList<>();
        ArgumentLine arguments = new ArgumentLine(line);
        while (arguments.hasNext()) {
            ArgumentLine.Argument argument = arguments.next();
            parts.add("<" + argument.name() + ">" + (argument.value() == null ? "" : "<" + argument.value() + ">"));
        }
        return String.join(" ", parts);
    }

    /** What {@code next_arg} (lib/cmdline.c 6.1), compiled and run, made of the same lines. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a=1 b=2             | <a><1> <b><2>",
                "  a   b=            | <a> <b><>",
                "a=\"x y\" b         | <a><x y> <b>",
                "\"a=x y\" b         | <a><x y> <b>",
                "\"a b\"=c           | <a b\"><c>",
                "a=x\" y\"z          | <a><x\" y\"z>",
                "a=\"x y             | <a><x y>",
                "a=\"x\"y            | <a><x\"y>",
                "=b=c                | <=b><c>",
                "=b                  | <=b>",
                "a=b=c               | <a><b=c>",
                "a=\"                | <a><>",
                "\"                  | <>",
                "-- a                | <--> <a>",
            })
    void argumentsAreCutAsTheKernelCutsThem(String line, String expected) {
        assertEquals(expected, cut(line));
    }

    @Test
    void allOfTheKernelsBlanksSeparate() {
        assertEquals("<a> <b> <c> <d>", cut("\ta\u000bb\r\n c\u00a0d"));
        assertEquals("", cut(" \n"));
        assertEquals("<a>", cut("a\0b"));
    }

    @Test
    void namesAreEqualWithHyphensAndUnderscores() {
        ArgumentLine.Argument argument = new ArgumentLine("a-b_c=1").next();
        assertTrue(argument.is("a_b-c"));
        assertFalse(argument.is("a_b_d"));
    }

    @Test
    void theEndIsTwoHyphensWithoutValue() {
        ArgumentLine line = new ArgumentLine("--=1 --  rest = x");
        assertFalse(line.next().isEnd());
        assertTrue(line.next().isEnd());
        assertEquals("rest = x", line.rest());
    }

    @Test
    void theKernelsLineEndsAtTwoHyphensAndKeepsASwitchOnceSet() {
        assertTrue(line("quiet module.sig-enforce").enables("module.sig_enforce"));
        assertTrue(line("module.sig_enforce=Y module.sig_enforce=0").enables("module.sig_enforce"));
        assertFalse(line("module.sig_enforce=off").enables("module.sig_enforce"));
        assertFalse(line("-- module.sig_enforce").enables("module.sig_enforce"));
        assertFalse(new CommandLine(LoadConditions.NONE).enables("module.sig_enforce"));
    }

    private static CommandLine line(String text) {
        return new CommandLine(
                new LoadConditions(Optional.of(text), Optional.empty(), List.of(), Optional.empty(), ""));
    }
}
