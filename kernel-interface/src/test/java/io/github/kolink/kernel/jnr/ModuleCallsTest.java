// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.jnr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real calls, none of which a kernel can take: what is tested is that they are made, and what errno becomes. */
class ModuleCallsTest {
    @TempDir
    Path folder;

    @BeforeEach
    void onLinux() {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "not on Linux");
    }

    private static Errno refusal(Runnable call) {
        LoadException problem = assertThrows(LoadException.class, call::run);
        return problem.errno().orElseThrow(() -> problem);
    }

    /** EPERM as a user or under seccomp, ENOSYS in a sandbox, else what the kernel thinks of the argument. */
    private static void refused(Errno byKernel, Runnable call) {
        Errno errno = refusal(call);
        assertTrue(List.of(byKernel, Errno.EPERM, Errno.ENOSYS).contains(errno), errno::name);
    }

    @Test
    void errnoIsKept() throws Exception {
        ModuleCalls calls = LiveSystem.modules();
        refused(Errno.ENOENT, () -> calls.remove("kolink_no_such_module"));
        refused(Errno.ENOEXEC, () -> calls.init(new byte[200], ""));
        Path file = Files.write(folder.resolve("x.ko"), new byte[200]);
        refused(Errno.ENOEXEC, () -> calls.init(file, "a=b"));
        assertEquals(Errno.ENOENT, refusal(() -> calls.init(folder.resolve("missing.ko"), "")));
    }

    @Test
    void filesAreReadAndWrittenAsOneMessage() throws Exception {
        Path file = Files.write(folder.resolve("device"), new byte[] {1, 2, 3, 4});
        try (NativeFile open = LiveSystem.open(file.toString())) {
            byte[] bytes = new byte[6];
            assertEquals(3, open.read(bytes, 1, 3));
            assertEquals(1, open.read(bytes, 4, 2));
            assertEquals(0, open.read(bytes, 0, 6));
            assertEquals("[0, 1, 2, 3, 4, 0]", java.util.Arrays.toString(bytes));
            open.write(new byte[] {9, 9});
        }
        assertEquals(6, Files.size(file));
        assertEquals(Errno.ENOENT, refusal(() -> LiveSystem.open(folder + "/none")));
    }

    @Test
    void numbersAreTheArchitectures() {
        SyscallNumbers numbers = SyscallNumbers.of("aarch64");
        assertEquals(
                List.of(105, 273, 106), List.of(numbers.initModule(), numbers.finitModule(), numbers.deleteModule()));
        assertEquals(SyscallNumbers.X86_64, SyscallNumbers.of("amd64"));
        assertEquals(Errno.ENOSYS, refusal(() -> SyscallNumbers.of("s390x")));
    }
}
