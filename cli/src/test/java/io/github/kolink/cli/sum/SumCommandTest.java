// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.sum;

import static io.github.kolink.cli.CommandRun.x86;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.cli.CommandRun;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.module.TestModule;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SumCommandTest {
    @Test
    void theSumDependsOnTheBytesAloneAndNotOnThreads() {
        CommandRun one = CommandRun.of("sum", "--kernel", x86("kallsyms"), "--tree", x86("."));
        CommandRun four = CommandRun.of("sum", "--kernel", x86("kallsyms"), "--tree", x86("."), "--threads", 4);
        assertEquals(one.out(), four.out());
        assertTrue(one.out().matches("[0-9a-f]{16} \\d+ \\d+\n"), one.out());
        assertEquals(1, one.code());
        assertTrue(one.err().contains("undefined.ko: "), one.err());
        assertEquals(
                4,
                CommandRun.of("sum", "--kernel", x86("kallsyms"), "--tree", x86("missing"))
                        .code());
    }

    @Test
    void aModuleThatWasNotLinkedIsNotInTheSumWhateverTheReason(@TempDir Path tree) throws IOException {
        ElfMachine machine = new ElfMachine(62, true, ByteOrder.LITTLE_ENDIAN);
        // No kernel refuses it for sure.
        ElfWriter large = TestModule.withInfo(machine, "name=large", "license=GPL")
                .noBits(".bss", TestModule.WA, 1, ModuleLinker.MAX_IMAGE_SIZE);
        Files.write(tree.resolve("large.ko"), large.write());
        CommandRun run = CommandRun.of("sum", "--kernel", x86("kallsyms"), "--tree", tree);
        assertEquals("0000000000000000 0 0\n", run.out());
        assertEquals(1, run.code());
        assertTrue(run.err().contains("large.ko: "), run.err());
    }

    @Test
    void whatIsWrongWithTheTreeIsToldBeforeWhatIsWrongWithTheKernel(@TempDir Path empty) {
        CommandRun both = CommandRun.of("sum", "--kernel", x86("missing"), "--tree", empty);
        assertEquals(4, both.code());
        assertTrue(both.err().contains("no modules below it"), both.err());
        CommandRun kernel = CommandRun.of("sum", "--kernel", x86("missing"), "--tree", x86("."));
        assertEquals(4, kernel.code());
        assertTrue(kernel.err().contains("missing: no such file or directory"), kernel.err());
        CommandRun noSource = CommandRun.of("sum", "--kernel", x86("hello.ko"), "--tree", x86("."));
        assertEquals(4, noSource.code());
        assertTrue(noSource.err().contains("hello.ko"), noSource.err());
    }
}
