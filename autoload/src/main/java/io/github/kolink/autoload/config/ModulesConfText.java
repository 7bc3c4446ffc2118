// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts variables and {@code uname} into a text, where modutils asked a shell. */
final class ModulesConfText {
    private static final Pattern NAME = Pattern.compile("\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)}|([A-Za-z_][A-Za-z0-9_]*))");

    private ModulesConfText() {}

    /**
     * The text with what its variables mean; one that is not set is empty. Commands keep their variables: a shell runs
     * them.
     *
     * @throws IllegalArgumentException if it wants a command run, or becomes too long
     */
    static String expanded(String text, Map<String, String> variables, ModulesConf.Facts facts) {
        String known = text.replace("`uname -r`", facts.release())
                .replace("$(uname -r)", facts.release())
                .replace("`uname -m`", facts.machine())
                .replace("$(uname -m)", facts.machine());
        if (known.indexOf('`') >= 0 || known.contains("$(")) {
            throw new IllegalArgumentException("it wants a command run, of which only uname -r and uname -m are known");
        }
        Matcher name = NAME.matcher(known);
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (name.find()) {
            String variable = name.group(1) == null ? name.group(2) : name.group(1);
            out.append(known, at, name.start()).append(variables.getOrDefault(variable, ""));
            at = name.end();
            if (out.length() > ModulesConf.MAX_LINE) {
                throw new IllegalArgumentException("it becomes longer than " + ModulesConf.MAX_LINE + " characters");
            }
        }
        return out.append(known.substring(at)).toString();
    }
}
