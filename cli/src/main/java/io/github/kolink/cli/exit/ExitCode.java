// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.exit;

/** What a command's exit code says. */
public final class ExitCode {
    /** Done; what was checked would load. */
    public static final int OK = 0;
    /** Something would be refused, or two things differ. */
    public static final int FINDINGS = 1;
    /** Wrong usage. */
    public static final int USAGE = 2;
    /** The inputs cannot tell. */
    public static final int UNKNOWN = 3;
    /** An input could not be read, or an output not be written. */
    public static final int INPUT = 4;

    private ExitCode() {}

    /**
     * The one that counts where two things end differently: usage, findings, input, unknown, ok.
     *
     * @param one exit code
     * @param other exit code
     * @return the worse of them
     */
    public static int worse(int one, int other) {
        return rank(one) >= rank(other) ? one : other;
    }

    private static int rank(int code) {
        return switch (code) {
            case OK -> 0;
            case UNKNOWN -> 1;
            case INPUT -> 2;
            case FINDINGS -> 3;
            default -> 4;
        };
    }
}
