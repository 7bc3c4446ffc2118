// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.arch.x86_64;

import io.github.kolink.finalise.AddressMap;
import io.github.kolink.layout.SectionMemory;

/** The branches that the kernel rewrites, as the compiler leaves them: how long they are [bytes]. */
final class Branch {
    private static final int CS_PREFIX = 0x2e;
    private static final int TWO_BYTE_OPCODE = 0x0f;
    private static final int NEAR = 5;

    private Branch() {}

    /** A call or jump with a 32-bit distance: 5, a condition or a prefix one more each. */
    static int near(AddressMap.Found site) {
        SectionMemory code = site.memory();
        long at = site.offset();
        int prefix = code.get8(at) == CS_PREFIX ? 1 : 0;
        boolean condition = code.holds(at + prefix, 1) && code.get8(at + prefix) == TWO_BYTE_OPCODE;
        return prefix + (condition ? NEAR + 1 : NEAR);
    }

    /** A call to {@code __fentry__} becomes a NOP of 5 bytes ({@code ftrace_make_nop}, arch/x86/kernel/ftrace.c 6.1). */
    static boolean idle(SectionMemory code, long at) {
        if (!code.holds(at, NEAR) || code.get8(at) != 0xe8) {
            return false;
        }
        code.putLittle32(at, 0x00441f0f);
        code.put8(at + Integer.BYTES, 0);
        return true;
    }
}
