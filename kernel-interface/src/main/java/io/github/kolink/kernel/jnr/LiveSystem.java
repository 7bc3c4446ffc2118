// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.jnr;

import io.github.kolink.kernel.device.DeviceKernel;
import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/** The system this process runs on. Its first use loads jnr-ffi's native library. */
public final class LiveSystem {
    /** Where the device is. */
    public static final Path DEVICE = Path.of("/dev/kolink");

    private static final Path PROC_MODULES = Path.of("/proc/modules");

    private LiveSystem() {}

    /**
     * The running kernel behind the device.
     *
     * @return greeted
     * @throws LoadException if it cannot be opened
     */
    public static DeviceKernel device() {
        NativeCalls calls = calls();
        return new DeviceKernel(
                () -> new NativeFile(calls, DEVICE.toString()), modules(calls), ByteOrder.nativeOrder());
    }

    /**
     * The running kernel's system calls, with the list of {@code /proc/modules}.
     *
     * @return for this architecture
     */
    public static ModuleCalls modules() {
        return modules(calls());
    }

    /**
     * A syslog daemon's socket.
     *
     * @param socket usually {@code /dev/log}
     * @return connected
     * @throws LoadException if nobody listens there
     */
    public static SyslogSocket syslog(Path socket) {
        return new SyslogSocket(calls(), socket);
    }

    /** Opens a file as the device is opened. */
    static NativeFile open(String path) {
        return new NativeFile(calls(), path);
    }

    private static ModuleCalls modules(NativeCalls calls) {
        return new ModuleCalls(calls, SyscallNumbers.of(architecture()), PROC_MODULES);
    }

    private static String architecture() {
        return System.getProperty("os.arch", "");
    }

    private static NativeCalls calls() {
        try {
            LibC libc = LibraryLoader.create(LibC.class).load("c");
            Runtime runtime = Runtime.getRuntime(libc);
            return new NativeCalls(libc, runtime::getLastError);
        } catch (LinkageError e) {
            // jnr-ffi has no binary for this machine, cannot unpack it, or native access is denied.
            LoadException problem = new LoadException("native calls (" + e.getMessage() + ")", Errno.ENOSYS);
            problem.addSuppressed(e);
            throw problem;
        }
    }
}
