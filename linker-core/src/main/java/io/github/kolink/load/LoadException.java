// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

import java.util.Optional;

/** What a kernel answered instead of doing it. */
public final class LoadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int number;

    /**
     * A refusal.
     *
     * @param what what was asked, such as {@code ALLOC dummy}
     * @param errno the kernel's answer
     */
    public LoadException(String what, Errno errno) {
        this(what, errno.number());
    }

    /**
     * A refusal by number.
     *
     * @param what what was asked
     * @param number errno, positive
     */
    public LoadException(String what, int number) {
        super(what + ": " + name(number)
                + Errno.of(number).map(known -> ", " + known.words()).orElse(""));
        this.number = number;
    }

    private static String name(int number) {
        return Errno.of(number).map(Errno::name).orElse("errno " + number);
    }

    /**
     * The kernel's error.
     *
     * @return empty if it is none that kolink knows by name
     */
    public Optional<Errno> errno() {
        return Errno.of(number);
    }

    /**
     * The kernel's error.
     *
     * @return errno, positive
     */
    public int number() {
        return number;
    }

    /**
     * The name of the kernel's error.
     *
     * @return such as {@code EEXIST}, or {@code errno 999}
     */
    public String errnoName() {
        return name(number);
    }
}
