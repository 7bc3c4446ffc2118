// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.backend;

import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;

/** What kmod's tools print for an errno (tools/insmod.c, tools/modprobe.c, kmod 30), the errno's name behind it. */
public final class KmodWords {
    private KmodWords() {}

    /**
     * The words of {@code insmod}: {@code mod_strerror}.
     *
     * @param errno positive
     * @return such as {@code Invalid module format (ENOEXEC)}
     */
    public static String insmod(int errno) {
        return named(
                errno,
                switch (Errno.of(errno).orElse(Errno.EPERM)) {
                    case ENOEXEC -> "Invalid module format";
                    case ENOENT -> "Unknown symbol in module";
                    case ESRCH -> "Module has wrong symbol version";
                    case EINVAL -> "Invalid parameters";
                    default -> words(errno);
                });
    }

    /**
     * The words of {@code modprobe}.
     *
     * @param errno positive
     * @return such as {@code Module already in kernel (EEXIST)}
     */
    public static String modprobe(int errno) {
        return named(
                errno,
                switch (Errno.of(errno).orElse(Errno.EPERM)) {
                    case EEXIST -> "Module already in kernel";
                    case ENOENT -> "Unknown symbol in module, or unknown parameter (see dmesg)";
                    default -> words(errno);
                });
    }

    /**
     * The C library's words.
     *
     * @param errno positive
     * @return such as {@code Device or resource busy (EBUSY)}
     */
    public static String plain(int errno) {
        return named(errno, words(errno));
    }

    private static String words(int errno) {
        return Errno.of(errno).map(Errno::words).orElse("Unknown error " + errno);
    }

    private static String named(int errno, String words) {
        return words + " (" + new LoadException("", errno).errnoName() + ")";
    }
}
