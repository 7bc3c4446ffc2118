// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A {@code modules.conf} of Linux 2.4 (modules.conf(5), modutils 2.4): aliases, parameters, commands and hooks become a
 * {@link ModprobeConfig}; {@code above} and {@code below} become soft dependencies, {@code probeall} one alias for each
 * module. Conditions are decided while reading.
 *
 * <p>modutils gave parts of a line to a shell. Here nothing is run: {@code $NAME}, {@code ${NAME}}, {@code `uname -r`} and
 * {@code `uname -m`} are put in, any other command is told as an error and its line left out.
 *
 * @param config what it says of names and modules
 * @param paths where modules are, in order; empty if the file does not say
 * @param keepsPaths whether the usual places count too ({@code keep})
 */
public record ModulesConf(ModprobeConfig config, List<Directory> paths, boolean keepsPaths) {
    /** Includes may be so deep. */
    static final int MAX_INCLUDES = 16;

    /** Conditions may be so deep. */
    static final int MAX_CONDITIONS = 64;

    /** A line may become so long when variables are put in [characters]. */
    static final int MAX_LINE = 1 << 16;

    /** A file and those that it includes may have so many lines. */
    static final int MAX_LINES = 1 << 18;

    /**
     * A place of modules.
     *
     * @param tag the kind of modules, such as {@code net}; {@code misc} where none is said
     * @param path with variables put in
     * @param place file and line
     */
    public record Directory(String tag, String path, String place) {}

    /**
     * What conditions and variables ask of the system.
     *
     * @param release as {@code uname -r} prints it
     * @param machine as {@code uname -m} prints it
     * @param environment variables that {@code $NAME} means, before any {@code define}
     * @param autoclean whether the kernel asks by itself: what {@code if -k} means
     */
    public record Facts(String release, String machine, Map<String, String> environment, boolean autoclean) {}

    /**
     * Reads a file.
     *
     * @param file the file; those that it includes must be there too
     * @param facts of the system
     * @return what it says; lines that were not understood are among the configuration's warnings
     * @throws IOException if a file cannot be read, or the bounds are passed
     */
    public static ModulesConf read(Path file, Facts facts) throws IOException {
        ModulesConfReader reader = new ModulesConfReader(facts);
        reader.read(file, 0);
        return reader.result();
    }
}
