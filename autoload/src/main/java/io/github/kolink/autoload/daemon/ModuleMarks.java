// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import io.github.kolink.state.Fields;
import io.github.kolink.state.ReplacedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What kernels up to 2.4 kept with each module, and later ones do not: whether it goes away by itself when it is unused
 * ({@code MOD_AUTOCLEAN}), whether it was in use since the last sweep ({@code MOD_VISITED}), and when it was last in use.
 * Kept in a file that is replaced whole, or in memory only. Not thread-safe.
 */
public final class ModuleMarks {
    private static final String HEAD = "kolink-marks\t1";

    private final Optional<Path> file;
    private final Map<String, Mark> marks = new TreeMap<>();

    /**
     * The marks of a module.
     *
     * @param autoclean whether it may be removed when unused
     * @param visited whether it was in use since the last sweep
     * @param lastUsed when it was last seen in use [milliseconds since 1970]; 0 if never
     */
    public record Mark(boolean autoclean, boolean visited, long lastUsed) {
        /** Of a module that nobody has marked: it stays. */
        static final Mark NONE = new Mark(false, false, 0);
    }

    private ModuleMarks(Optional<Path> file) {
        this.file = file;
    }

    /**
     * Marks that die with the process.
     *
     * @return none yet
     */
    public static ModuleMarks inMemory() {
        return new ModuleMarks(Optional.empty());
    }

    /**
     * Marks in a file.
     *
     * @param file there or not; its directory is
     * @return what it holds
     * @throws IOException if it cannot be read, or is none of these files
     */
    public static ModuleMarks in(Path file) throws IOException {
        ModuleMarks read = new ModuleMarks(Optional.of(file));
        if (Files.exists(file)) {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            String[] lines = text.split("\n", -1);
            int count = lines.length - 2;
            if (!lines[0].equals(HEAD) || count < 1 || !lines[count].equals("end") || !lines[count + 1].isEmpty()) {
                throw new IOException(file + ": no file of marks, or cut off; remove it: modules then stay loaded");
            }
            for (int i = 1; i < count; i++) {
                read.readLine(file, i + 1, lines[i]);
            }
        }
        return read;
    }

    private void readLine(Path name, int number, String line) throws IOException {
        try {
            String[] fields = Fields.of(line);
            marks.put(
                    fields[0],
                    new Mark(fields[1].equals("autoclean"), fields[2].equals("visited"), Long.parseLong(fields[3])));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new IOException(
                    name + ": line " + number + " is not a name and three marks; remove the file: modules then stay",
                    e);
        }
    }

    /**
     * The marks of a module.
     *
     * @param module its name
     * @return of one that was never marked: it stays
     */
    public Mark of(String module) {
        return marks.getOrDefault(module, Mark.NONE);
    }

    /**
     * Marks a module.
     *
     * @param module its name
     * @param mark its marks from now on
     */
    public void set(String module, Mark mark) {
        marks.put(module, mark);
    }

    /**
     * Forgets modules that are gone.
     *
     * @param loaded the names of those that are there
     */
    public void keepOnly(Set<String> loaded) {
        marks.keySet().retainAll(loaded);
    }

    /**
     * Replaces the file, if there is one.
     *
     * @throws IOException if it cannot be written
     */
    public void save() throws IOException {
        if (file.isPresent()) {
            StringBuilder text = new StringBuilder(HEAD).append('\n');
            marks.forEach((module, mark) -> text.append(Fields.line(
                            module,
                            mark.autoclean() ? "autoclean" : "stays",
                            mark.visited() ? "visited" : "unused",
                            Long.toString(mark.lastUsed())))
                    .append('\n'));
            new ReplacedFile(file.get()).write(text.append("end\n").toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
