// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

import java.util.Arrays;
import java.util.Optional;

/**
 * The errors a kernel answers with, by the numbers that amd64, arm64 and m68k share
 * (include/uapi/asm-generic/errno-base.h and errno.h, 6.1), with the C library's words for them.
 */
public enum Errno {
    /** Not allowed. */
    EPERM(1, "Operation not permitted"),
    /** No such module, symbol or parameter. */
    ENOENT(2, "No such file or directory"),
    /** A symbol has another version. */
    ESRCH(3, "No such process"),
    /** Killed while waiting. */
    EINTR(4, "Interrupted system call"),
    /** Input or output failed. */
    EIO(5, "Input/output error"),
    /** The device is not ready for use. */
    ENXIO(6, "No such device or address"),
    /** More than there is room for. */
    E2BIG(7, "Argument list too long"),
    /** The file is no module of this kernel. */
    ENOEXEC(8, "Exec format error"),
    /** No such file descriptor. */
    EBADF(9, "Bad file descriptor"),
    /** In use, or later. */
    EAGAIN(11, "Resource temporarily unavailable"),
    /** No memory. */
    ENOMEM(12, "Cannot allocate memory"),
    /** No access. */
    EACCES(13, "Permission denied"),
    /** An address outside. */
    EFAULT(14, "Bad address"),
    /** Busy. */
    EBUSY(16, "Device or resource busy"),
    /** There already. */
    EEXIST(17, "File exists"),
    /** No such device. */
    ENODEV(19, "No such device"),
    /** Wrong argument. */
    EINVAL(22, "Invalid argument"),
    /** Too many open files. */
    ENFILE(23, "Too many open files in system"),
    /** Too many open files in this process. */
    EMFILE(24, "Too many open files"),
    /** No such operation. */
    ENOTTY(25, "Inappropriate ioctl for device"),
    /** No room. */
    ENOSPC(28, "No space left on device"),
    /** A result out of range. */
    ERANGE(34, "Numerical result out of range"),
    /** No such system call. */
    ENOSYS(38, "Function not implemented"),
    /** The parameter's key is not there. */
    ENOKEY(126, "Required key not available"),
    /** Wrong order of messages, or bytes. */
    EPROTO(71, "Protocol error"),
    /** Malformed signature. */
    EBADMSG(74, "Bad message"),
    /** Too long for one message. */
    EMSGSIZE(90, "Message too long"),
    /** Another version of the protocol. */
    EPROTONOSUPPORT(93, "Protocol not supported"),
    /** Not supported. */
    EOPNOTSUPP(95, "Operation not supported"),
    /** Took too long. */
    ETIMEDOUT(110, "Connection timed out"),
    /** What was looked at before has changed. */
    ESTALE(116, "Stale file handle"),
    /** The kernel wants a signature. */
    EKEYREJECTED(129, "Key was rejected by service");

    private final int number;
    private final String words;

    Errno(int number, String words) {
        this.number = number;
        this.words = words;
    }

    /**
     * The number.
     *
     * @return positive
     */
    public int number() {
        return number;
    }

    /**
     * The error's words.
     *
     * @return what {@code strerror} gives in the C locale
     */
    public String words() {
        return words;
    }

    /**
     * The error of a number.
     *
     * @param number positive
     * @return empty for one that is not listed here
     */
    public static Optional<Errno> of(int number) {
        return Arrays.stream(values()).filter(errno -> errno.number == number).findFirst();
    }
}
