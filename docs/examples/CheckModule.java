// SPDX-License-Identifier: Apache-2.0
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.finding.Finding;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.ModuleTree;
import io.github.kolink.loadcheck.LoadCheck;
import io.github.kolink.loadcheck.LoadConditions;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Would this kernel load that module? {@code java CheckModule KERNEL MODULE.ko}, with load-check and one of the
 * relocations-* on the class path. KERNEL is a snapshot, a kernel image, or a copy of /proc/kallsyms.
 *
 * <p>cli's ExamplesTest compiles and runs this file.
 */
public final class CheckModule {
    private CheckModule() {}

    /** Exits with 0 if the module would load, else with 1. */
    public static void main(String[] args) throws IOException {
        System.exit(check(Path.of(args[0]), Path.of(args[1])) ? 0 : 1);
    }

    static boolean check(Path kernelFile, Path moduleFile) throws IOException {
        // The kernel: opened once, used for any number of modules, from any number of threads.
        KernelSnapshot kernel = KernelSnapshot.open(kernelFile);
        ElfMachine machine = ModuleTree.machine(List.of(moduleFile)).orElseThrow(() -> new IOException("no ELF file"));
        LoadCheck check = LoadCheck.of(ModuleLinker.of(machine, kernel), LoadConditions.NONE);

        // The question: a pure function of kernel, conditions and file.
        LinkResult result = check.check(ModuleFile.read(moduleFile));

        // The answer: what the kernel would do, what it would print, and why.
        System.out.println(result.verdict().label() + " " + result.errno() + " taint " + result.taints());
        result.kernelMessages().forEach(line -> System.out.println("kernel: " + line));
        for (Finding finding : result.findings()) {
            System.out.println(finding.code().severity() + " " + finding.describe());
        }
        System.out.println("not checked: " + String.join(", ", check.notChecked()));
        return result.verdict().loads();
    }
}
