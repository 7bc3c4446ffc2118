// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.jnr;

import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The numbers of the system calls for modules (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h,
 * arch/m68k/kernel/syscalls/syscall.tbl; 6.1).
 */
enum SyscallNumbers {
    X86_64("amd64|x86_64", 175, 313, 176),
    ARM64("aarch64|arm64", 105, 273, 106),
    M68K("m68k", 128, 348, 129);

    private final String names;
    private final int initModule;
    private final int finitModule;
    private final int deleteModule;

    SyscallNumbers(String names, int initModule, int finitModule, int deleteModule) {
        this.names = names;
        this.initModule = initModule;
        this.finitModule = finitModule;
        this.deleteModule = deleteModule;
    }

    /** The numbers of an architecture by the name that Java has for it ({@code os.arch}). */
    static SyscallNumbers of(String architecture) {
        return Arrays.stream(values())
                .filter(numbers -> Pattern.matches(numbers.names, architecture))
                .findFirst()
                .orElseThrow(() -> new LoadException("system calls of " + architecture, Errno.ENOSYS));
    }

    int initModule() {
        return initModule;
    }

    int finitModule() {
        return finitModule;
    }

    int deleteModule() {
        return deleteModule;
    }
}
