// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finding;

import java.util.List;
import java.util.OptionalLong;

/**
 * One fact about a module, with its place.
 *
 * @param code what kind of finding
 * @param module name of the module or path of the file
 * @param section name of the section; empty if the finding has none
 * @param offset [bytes into the section, or into the file where the section is empty]
 * @param symbol name of the symbol; empty if the finding has none
 * @param kernelMessage what the kernel prints (wording of the target's kernel), lines separated by LF; empty if it prints
 *     nothing
 * @param detail our own line: value, allowed range, cause, what to do
 * @param errno name of the error the kernel returns; empty if it does not refuse
 */
public record Finding(
        FindingCode code,
        String module,
        String section,
        OptionalLong offset,
        String symbol,
        String kernelMessage,
        String detail,
        String errno) {
    /** Texts are cut to this length [characters]: four times what one line of the kernel's log holds. */
    public static final int LONGEST_TEXT = 4096;

    /**
     * A finding with all its parts; texts longer than {@link #LONGEST_TEXT}, which only a hostile file has, are cut.
     *
     * @param code what kind of finding
     * @param module name of the module or path of the file
     * @param section name of the section, or empty
     * @param offset [bytes into the section or file], if it has one
     * @param symbol name of the symbol, or empty
     * @param kernelMessage the kernel's line, or empty
     * @param detail our own line
     * @param errno the error's name, or empty
     */
    public Finding {
        module = cut(module);
        section = cut(section);
        symbol = cut(symbol);
        kernelMessage = cut(kernelMessage);
        detail = cut(detail);
    }

    private static String cut(String text) {
        return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT - 3) + "..." : text;
    }

    /**
     * A finding without a place.
     *
     * @param code what kind of finding
     * @param module name of the module or path of the file
     * @param detail our own line
     * @return the finding, to be refined with the {@code at}, {@code symbol} and {@code kernelSays} methods
     */
    public static Finding of(FindingCode code, String module, String detail) {
        return new Finding(code, module, "", OptionalLong.empty(), "", "", detail, code.errno());
    }

    /**
     * The same finding at a place.
     *
     * @param where name of the section; empty for a place in the file
     * @param at [bytes into the section or file]
     * @return a new finding
     */
    public Finding at(String where, long at) {
        return new Finding(code, module, where, OptionalLong.of(at), symbol, kernelMessage, detail, errno);
    }

    /**
     * The same finding in a section.
     *
     * @param where name of the section
     * @return a new finding
     */
    public Finding in(String where) {
        return new Finding(code, module, where, offset, symbol, kernelMessage, detail, errno);
    }

    /**
     * The same finding about a symbol.
     *
     * @param name name of the symbol
     * @return a new finding
     */
    public Finding about(String name) {
        return new Finding(code, module, section, offset, name, kernelMessage, detail, errno);
    }

    /**
     * The same finding with the kernel's own line.
     *
     * @param line what the kernel prints, without time stamp and log level
     * @return a new finding
     */
    public Finding kernelSays(String line) {
        return new Finding(code, module, section, offset, symbol, line, detail, errno);
    }

    /**
     * The same finding with another error than its code's, where the kernel passes on what something else returned.
     *
     * @param error name of the error, such as {@code EBADMSG}
     * @return a new finding
     */
    public Finding failing(String error) {
        return new Finding(code, module, section, offset, symbol, kernelMessage, detail, error);
    }

    /**
     * What the kernel prints, line by line.
     *
     * @return empty if it prints nothing
     */
    public List<String> kernelLines() {
        return kernelMessage.isEmpty() ? List.of() : List.of(kernelMessage.split("\n", -1));
    }

    /**
     * One line for people: {@code CODE .text+0x1a4 symbol: detail}.
     *
     * @return the line, without the module's name
     */
    public String describe() {
        StringBuilder line = new StringBuilder(code.name());
        if (!section.isEmpty() || offset.isPresent()) {
            line.append(' ').append(section.isEmpty() ? "file" : section);
            offset.ifPresent(at -> line.append("+0x").append(Long.toHexString(at)));
        }
        if (!symbol.isEmpty()) {
            line.append(' ').append(symbol);
        }
        line.append(": ").append(detail);
        return line.toString();
    }
}
