// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.index;

import io.github.kolink.autoload.ConfigFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What depmod.d says: which of several modules of one name counts, where further ones are, and which directories are left
 * out (depmod.d(5), kmod 30).
 *
 * @param searches directories relative to the tree, "built-in" for all others, "external" for those outside
 *     of the tree; the first one counts most
 * @param overrides paths relative to the tree without {@code .ko}: what counts before anything else
 * @param externals absolute directories; the first one counts most
 * @param excludes names of directories that are not searched
 * @param warnings lines that were not understood, with file and number
 */
public record DepmodConfig(
        List<String> searches,
        List<String> overrides,
        List<Path> externals,
        List<String> excludes,
        List<String> warnings) {
    static final String BUILT_IN = "built-in";
    static final String EXTERNAL = "external";

    /** Where depmod looks, the first one counts most. */
    public static final List<Path> DIRECTORIES = List.of(
            Path.of("/etc/depmod.d"),
            Path.of("/run/depmod.d"),
            Path.of("/usr/local/lib/depmod.d"),
            Path.of("/usr/lib/depmod.d"),
            Path.of("/lib/depmod.d"));

    /** Nothing said: {@code updates} counts before the rest. */
    public static final DepmodConfig DEFAULT =
            new DepmodConfig(List.of("updates"), List.of(), List.of(), List.of(), List.of());

    /**
     * Copies the lists.
     *
     * @param searches as told above
     * @param overrides as told above
     * @param externals as told above
     * @param excludes as told above
     * @param warnings as told above
     */
    public DepmodConfig {
        searches = List.copyOf(searches);
        overrides = List.copyOf(overrides);
        externals = List.copyOf(externals);
        excludes = List.copyOf(excludes);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads a configuration.
     *
     * @param places directories or files
     * @param release the kernel's, which {@code override} and {@code external} ask for
     * @return what they say together
     * @throws IOException if one cannot be read
     */
    public static DepmodConfig read(List<Path> places, String release) throws IOException {
        Reading reading = new Reading(release);
        for (Path file : ConfigFiles.find(places, name -> name.endsWith(".conf") && name.length() > 5)) {
            for (ConfigFiles.Line line : ConfigFiles.lines(file)) {
                reading.line(file + ":" + line.number(), line.text());
            }
        }
        return new DepmodConfig(
                reading.searches.isEmpty() ? DEFAULT.searches() : reading.searches,
                reading.overrides,
                reading.externals,
                reading.excludes,
                reading.warnings);
    }

    private static final class Reading {
        private final String release;
        private final List<String> searches = new ArrayList<>();
        private final List<String> overrides = new ArrayList<>();
        private final List<Path> externals = new ArrayList<>();
        private final List<String> excludes = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();

        Reading(String release) {
            this.release = release;
        }

        void line(String place, String text) {
            List<String> words = ConfigFiles.words(text, 0);
            if (words.isEmpty() || text.startsWith("#")) {
                return;
            }
            List<String> operands = words.subList(1, words.size());
            switch (words.get(0)) {
                case "search" -> searches.addAll(operands);
                case "exclude" -> excludes.addAll(operands);
                case "override" -> {
                    if (operands.size() < 3) {
                        warnings.add(place + ": override needs a module, a release and a directory");
                    } else if (matches(operands.get(1))) {
                        overrides.add(operands.get(2) + "/" + operands.get(0));
                    }
                }
                case "external" -> {
                    if (operands.size() < 2
                            || !operands.get(1).startsWith("/")
                            || operands.get(1).indexOf('\0') >= 0) {
                        warnings.add(place + ": external needs a release and an absolute directory");
                    } else if (matches(operands.get(0))) {
                        externals.add(Path.of(operands.get(1)));
                    }
                }
                case "make_map_files", "include" ->
                    warnings.add(
                            place + ": " + words.get(0) + " is no longer read, by depmod neither; take the line out");
                default ->
                    warnings.add(place + ": unknown command " + words.get(0)
                            + "; depmod.d knows search, override, external and exclude");
            }
        }

        private boolean matches(String pattern) {
            try {
                return pattern.equals("*")
                        || Pattern.compile(pattern).matcher(release).find();
            } catch (PatternSyntaxException e) {
                return false;
            }
        }
    }
}
