// SPDX-License-Identifier: Apache-2.0
/**
 * Will this kernel load that module? {@link io.github.kolink.loadcheck.LoadCheck} answers offline, in the kernel's order,
 * with its error and its words:
 *
 * <pre>{@code
 * KernelSnapshot kernel = KernelSnapshot.open(kernelFile);
 * ElfMachine machine = ModuleTree.machine(List.of(moduleFile)).orElseThrow(() -> new IOException("no ELF file"));
 * LoadCheck check = LoadCheck.of(ModuleLinker.of(machine, kernel), LoadConditions.NONE);
 * LinkResult result = check.check(ModuleFile.read(moduleFile));
 * System.out.println(result.verdict().label() + " " + result.errno() + " taint " + result.taints());
 * result.kernelMessages().forEach(line -> System.out.println("kernel: " + line));
 * }</pre>
 *
 * <p>The whole program is {@code docs/examples/CheckModule.java}. On the class path: this module and a {@code
 * relocations-*} for each architecture whose modules are checked; no native code is loaded. What comes back is a {@link
 * io.github.kolink.link.LinkResult}:
 *
 * <ul>
 *   <li>{@code verdict()}: would load, would load with taint, refused, undefined (the kernel would read or write outside the
 *       module), or unknown, where a finding says which input would tell;
 *   <li>{@code errno()} and {@code kernelMessages()}: what the kernel returns and prints, to the letter, addresses aside;
 *   <li>{@code findings()}: each with a stable {@link io.github.kolink.finding.FindingCode}, section, offset and symbol, in
 *       the kernel's order. The kernel comes to the first {@code heard()} of them; those behind are true as well;
 *   <li>{@code taints()}: what it taints the kernel with.
 * </ul>
 *
 * <p>Modules that use each other's exports are checked together ({@code check(files, others, listener)}), one of them in
 * memory at a time. {@code notChecked()} says what no check before the load can know. A file that cannot be read is an
 * {@code IOException}; one that is read but no module is a result, and no other exception is thrown for what a file holds.
 *
 * <p>What linking itself finds (form of the file, symbols, relocations) is in {@code linker-core}; here is what the kernel
 * asks beside it: signature, versions, vermagic, licence, name, parameters. Each question is a class, named for it, that
 * {@code KernelRules} asks where {@code load_module} does. What a question needs besides the kernel's snapshot is in {@link
 * io.github.kolink.loadcheck.LoadConditions}; a missing input makes a finding of severity {@code UNKNOWN} that names it.
 */
package io.github.kolink.loadcheck;
