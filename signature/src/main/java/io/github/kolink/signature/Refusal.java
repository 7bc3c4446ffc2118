// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

/** The kernel's verification ends with an error, or with nobody knows what. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final String errno;
    private final String undecided;

    private Refusal(String errno, String detail, String undecided) {
        super(detail, null, false, false);
        this.errno = errno;
        this.undecided = undecided;
    }

    /** An error. */
    static Refusal of(String errno, String detail) {
        return new Refusal(errno, detail, "");
    }

    /** The answer depends on something else. */
    static Refusal undecided(String detail, String what) {
        return new Refusal("", detail, what);
    }

    String errno() {
        return errno;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    /** What would decide; empty if the error is certain. */
    String undecided() {
        return undecided;
    }

    boolean is(String name) {
        return errno.equals(name);
    }
}
