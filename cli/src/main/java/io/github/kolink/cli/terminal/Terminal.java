// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.terminal;

import java.io.Console;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which streams go to a terminal.
 *
 * @param out whether standard output does
 * @param err whether standard error does
 * @param colour whether colours are wanted
 */
public record Terminal(boolean out, boolean err, boolean colour) {
    /** No terminal at all. */
    public static final Terminal NONE = new Terminal(false, false, false);

    /**
     * The terminal of this process.
     *
     * @return what its standard output and standard error go to
     */
    public static Terminal ofProcess() {
        boolean dumb = "dumb".equals(System.getenv("TERM"));
        String noColour = System.getenv("NO_COLOR");
        return new Terminal(isTerminal(1), isTerminal(2) && !dumb, !dumb && (noColour == null || noColour.isEmpty()));
    }

    /**
     * Whether results may be coloured.
     *
     * @return true if standard output is a terminal and colours are wanted
     */
    public boolean colourOut() {
        return out && colour;
    }

    /** Linux tells where a descriptor goes; elsewhere the console stands for all three streams. */
    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return isConsole();
        }
    }

    /** From Java 22 on there is a console even without a terminal, and it tells. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isConsole() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }
}
