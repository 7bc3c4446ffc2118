// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.config;

import io.github.kolink.autoload.ConfigFiles;
import io.github.kolink.autoload.NamePattern;
import io.github.kolink.autoload.config.ModprobeConfig.Kind;
import java.util.Locale;
import java.util.Optional;

/** One line of a file of modprobe.d, word by word ({@code kmod_config_parse}, libkmod/libkmod-config.c, kmod 30). */
final class ModprobeLine {
    private final String text;
    private final String place;
    private final ModprobeConfig.Builder config;
    private int at;

    ModprobeLine(String text, String place, ModprobeConfig.Builder config) {
        this.text = text;
        this.place = place;
        this.config = config;
    }

    void read() {
        String command = word();
        switch (command) {
            case "" -> {}
            case "alias" -> alias();
            case "blacklist" -> name("a module").ifPresent(name -> config.add(Kind.BLACKLIST, name, "", place));
            case "options" -> named(Kind.OPTIONS, "parameters");
            case "install", "remove" -> named(Kind.valueOf(command.toUpperCase(Locale.ROOT)), "a command");
            case "softdep", "weakdep" -> named(Kind.valueOf(command.toUpperCase(Locale.ROOT)), "names of modules");
            case "include", "config" ->
                config.warn(place + ": " + command + " is no longer read; put the file into a directory modprobe.d");
            case "allow_unsupported_modules" ->
                config.warn(
                        place + ": " + command + " is of SUSE's kernels; modules are loaded whether supported or not");
            default ->
                config.warn(place + ": ignoring bad line starting with '" + command + "': modprobe.d knows"
                        + " alias, blacklist, install, options, remove, softdep and weakdep");
        }
    }

    private void alias() {
        Optional<String> alias = name("an alias");
        if (alias.isPresent()) {
            name("a module").ifPresent(module -> config.add(Kind.ALIAS, alias.get(), module, place));
        }
    }

    private void named(Kind kind, String what) {
        name("a module").ifPresent(name -> {
            String rest = text.substring(at);
            if (rest.isEmpty()) {
                bad(what);
            } else {
                config.add(kind, name, kind == Kind.OPTIONS ? rest.replace('\t', ' ') : rest, place);
            }
        });
    }

    private Optional<String> name(String what) {
        String word = word();
        Optional<String> name = word.isEmpty() ? Optional.empty() : NamePattern.normalised(word);
        if (name.isEmpty()) {
            bad(word.isEmpty() ? what : what + " with closed brackets");
        }
        return name;
    }

    private void bad(String what) {
        config.warn(place + ": ignoring bad line starting with '"
                + ConfigFiles.words(text, 0).get(0) + "': it lacks " + what);
    }

    /** The next word, or "" if there is none; one separator behind it is passed. */
    private String word() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        int start = at;
        while (at < text.length() && !isBlank(text.charAt(at))) {
            at++;
        }
        String word = text.substring(start, at);
        at = Math.min(at + 1, text.length());
        return word;
    }

    private static boolean isBlank(char letter) {
        return letter == ' ' || letter == '\t';
    }
}
