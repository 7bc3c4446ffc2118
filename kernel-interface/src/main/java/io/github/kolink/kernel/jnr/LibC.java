// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.jnr;

import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.annotations.SaveError;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;

/**
 * The C library's functions that are called, one method per shape of a call. Public because its implementation is generated
 * in another package.
 */
public interface LibC {
    /**
     * Opens a file.
     *
     * @param path the file
     * @param flags {@code O_}
     * @param mode 0; the third argument of a function with variable arguments goes where a third argument goes
     * @return a descriptor, or -1 with errno
     */
    @SaveError
    int open(@In String path, int flags, int mode);

    /**
     * Makes a socket.
     *
     * @param family {@code AF_}
     * @param type {@code SOCK_}
     * @param protocol 0
     * @return a descriptor, or -1 with errno
     */
    @SaveError
    int socket(int family, int type, int protocol);

    /**
     * Connects a socket.
     *
     * @param descriptor the socket
     * @param address {@code struct sockaddr}
     * @param length [bytes]
     * @return 0, or -1 with errno
     */
    @SaveError
    int connect(int descriptor, @In byte[] address, int length);

    /**
     * Closes a descriptor.
     *
     * @param descriptor the file
     * @return 0, or -1 with errno
     */
    @SaveError
    int close(int descriptor);

    /**
     * Reads.
     *
     * @param descriptor the file
     * @param bytes where to
     * @param count the most to read [bytes]
     * @return how many bytes, or -1 with errno
     */
    @SaveError
    @ssize_t
    long read(int descriptor, @Out byte[] bytes, @size_t long count);

    /**
     * Writes.
     *
     * @param descriptor the file
     * @param bytes what
     * @param count how many [bytes]
     * @return how many bytes, or -1 with errno
     */
    @SaveError
    @ssize_t
    long write(int descriptor, @In byte[] bytes, @size_t long count);

    /**
     * {@code init_module}.
     *
     * @param number of the call
     * @param image the module's file
     * @param length [bytes]
     * @param parameters of the module
     * @return 0, or -1 with errno
     */
    @SaveError
    long syscall(long number, @In byte[] image, long length, @In String parameters);

    /**
     * {@code finit_module}.
     *
     * @param number of the call
     * @param descriptor the module's file
     * @param parameters of the module
     * @param flags 0
     * @return 0, or -1 with errno
     */
    @SaveError
    long syscall(long number, long descriptor, @In String parameters, long flags);

    /**
     * {@code delete_module}.
     *
     * @param number of the call
     * @param name the module's
     * @param flags {@code O_NONBLOCK}, perhaps {@code O_TRUNC}
     * @return 0, or -1 with errno
     */
    @SaveError
    long syscall(long number, @In String name, long flags);
}
