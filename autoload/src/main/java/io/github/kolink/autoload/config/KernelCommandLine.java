// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.config;

import io.github.kolink.autoload.NamePattern;
import io.github.kolink.autoload.config.ModprobeConfig.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code module.parameter=value} and {@code modprobe.blacklist=a,b} of the kernel's command line. Blanks in double quotes
 * belong to a value; a word that is quoted from its beginning, as boot loaders do it, gets its quote back behind the equals
 * sign ({@code kmod_config_parse_kcmdline}, libkmod/libkmod-config.c, kmod 30). There a hyphen in the blacklist stays one and
 * matches no module; here it is an underscore, as it is everywhere else.
 */
final class KernelCommandLine {
    private static final String PLACE = "kernel command line";

    private final String text;
    private final ModprobeConfig.Builder config;

    KernelCommandLine(String text, ModprobeConfig.Builder config) {
        this.text = text;
        this.config = config;
    }

    void read() {
        for (String word : words()) {
            boolean quoted = word.startsWith("\"");
            String plain = quoted ? word.substring(1) : word;
            int dot = plain.indexOf('.');
            int equals = plain.indexOf('=');
            int quote = plain.indexOf('"');
            boolean earlyQuote = quote >= 0 && (equals < 0 || quote < equals);
            boolean named = dot >= 0 && (equals < 0 || dot < equals);
            boolean severalDots = named
                    && plain.substring(dot + 1, equals < 0 ? plain.length() : equals)
                            .contains(".");
            if (named && !earlyQuote && !severalDots) {
                String parameter = plain.substring(dot + 1);
                if (quoted && equals >= 0) {
                    parameter = plain.substring(dot + 1, equals + 1) + '"' + plain.substring(equals + 1);
                }
                parameter(plain.substring(0, dot), parameter);
            }
        }
    }

    private void parameter(String module, String parameter) {
        if (module.equals("modprobe") && parameter.startsWith("blacklist=")) {
            for (String name : parameter.substring("blacklist=".length()).split(",", -1)) {
                config.add(Kind.BLACKLIST, name.replace('-', '_'), "", PLACE);
            }
            return;
        }
        Optional<String> name = NamePattern.normalised(module);
        if (name.isPresent()) {
            config.add(Kind.OPTIONS, name.get(), parameter.replace('\t', ' '), PLACE);
        } else {
            config.warn(PLACE + ": bad name of a module: '" + module + "'");
        }
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        for (char letter : (text + " ").toCharArray()) {
            quoted ^= letter == '"';
            boolean blank = letter <= ' ' && !quoted;
            if (!blank) {
                word.append(letter);
            } else if (word.length() > 0) {
                words.add(word.toString());
                word.setLength(0);
            }
        }
        return words;
    }
}
