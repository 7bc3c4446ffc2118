// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import java.util.Map;

/** Names of errors (include/uapi/asm-generic/errno*.h). */
final class Errno {
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(1, "EPERM"),
            Map.entry(2, "ENOENT"),
            Map.entry(4, "EINTR"),
            Map.entry(5, "EIO"),
            Map.entry(7, "E2BIG"),
            Map.entry(8, "ENOEXEC"),
            Map.entry(9, "EBADF"),
            Map.entry(11, "EAGAIN"),
            Map.entry(12, "ENOMEM"),
            Map.entry(13, "EACCES"),
            Map.entry(14, "EFAULT"),
            Map.entry(16, "EBUSY"),
            Map.entry(17, "EEXIST"),
            Map.entry(22, "EINVAL"),
            Map.entry(27, "EFBIG"),
            Map.entry(28, "ENOSPC"),
            Map.entry(34, "ERANGE"),
            Map.entry(65, "ENOPKG"),
            Map.entry(74, "EBADMSG"),
            Map.entry(95, "EOPNOTSUPP"),
            Map.entry(126, "ENOKEY"),
            Map.entry(127, "EKEYEXPIRED"),
            Map.entry(128, "EKEYREVOKED"),
            Map.entry(129, "EKEYREJECTED"));

    private Errno() {}

    static String name(int number) {
        return NAMES.getOrDefault(number, "errno-" + number);
    }
}
