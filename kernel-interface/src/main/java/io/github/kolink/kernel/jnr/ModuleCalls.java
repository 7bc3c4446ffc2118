// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.jnr;

import io.github.kolink.kernel.device.ProcModules;
import io.github.kolink.kernel.device.RunningModules;
import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import io.github.kolink.load.ResidentModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The system calls for modules: what every kernel has, with or without kolink's interface. */
public final class ModuleCalls implements RunningModules {
    private static final int O_CLOEXEC = 02000000;
    private static final int O_NONBLOCK = 04000;

    private final NativeCalls calls;
    private final SyscallNumbers numbers;
    private final Path procModules;

    ModuleCalls(NativeCalls calls, SyscallNumbers numbers, Path procModules) {
        this.calls = calls;
        this.numbers = numbers;
        this.procModules = procModules;
    }

    /**
     * {@code init_module}: gives the kernel a module from memory.
     *
     * @param image its file, decompressed
     * @param parameters as on the command line of {@code insmod}
     * @throws LoadException with the kernel's errno
     */
    public void init(byte[] image, String parameters) {
        calls.checked("init_module", calls.libc().syscall(numbers.initModule(), image, image.length, parameters));
    }

    /**
     * {@code finit_module}: gives the kernel a module's file.
     *
     * @param file not compressed
     * @param parameters as on the command line of {@code insmod}
     * @throws LoadException with the kernel's errno
     */
    public void init(Path file, String parameters) {
        int descriptor = calls.open(file.toString(), O_CLOEXEC);
        try {
            calls.checked(
                    "finit_module " + file,
                    calls.libc().syscall(numbers.finitModule(), (long) descriptor, parameters, 0));
        } finally {
            calls.libc().close(descriptor);
        }
    }

    @Override
    public void remove(String name) {
        calls.checked("delete_module " + name, calls.libc().syscall(numbers.deleteModule(), name, O_NONBLOCK));
    }

    @Override
    public List<ResidentModule> list() {
        try {
            return ProcModules.parse(Files.readString(procModules, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            LoadException problem = new LoadException("read " + procModules, Errno.EIO);
            problem.addSuppressed(e);
            throw problem;
        }
    }
}
