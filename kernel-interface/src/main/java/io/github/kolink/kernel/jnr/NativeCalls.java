// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.jnr;

import io.github.kolink.load.LoadException;
import java.util.function.IntSupplier;

/**
 * Calls with their errors: whatever returns -1 becomes a {@link LoadException} with errno, read on the thread of the call.
 *
 * @param libc the functions
 * @param errno of this thread's last call
 */
record NativeCalls(LibC libc, IntSupplier errno) {
    /** The result, if it is none of an error. */
    long checked(String what, long result) {
        if (result < 0) {
            throw new LoadException(what, errno.getAsInt());
        }
        return result;
    }

    /** A descriptor for a file. */
    int open(String path, int flags) {
        return (int) checked("open " + path, libc.open(path, flags, 0));
    }
}
