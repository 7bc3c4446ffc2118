// SPDX-License-Identifier: Apache-2.0
/**
 * Will this kernel load that module? {@link io.github.kolink.loadcheck.LoadCheck} answers offline, in the kernel's order,
 * with its error and its words:
 *
 * <pre>{@code
 * KernelSnapshot kernel = KernelSnapshot.open(Path.of("amd64.snapshot"));
 * LoadCheck check = LoadCheck.of(kernel, LoadConditions.NONE);
 * LinkResult result = check.check(ModuleFile.read(Path.of("driver.ko")));
 * System.out.println(result.verdict() + " " + result.errno() + " " + result.kernelMessages());
 * }</pre>
 *
 * <p>What linking itself finds (form of the file, symbols, relocations) is in {@code linker-core}; here is what the kernel
 * asks beside it: signature, versions, vermagic, licence, name, parameters. Each question is a class, named for it, that
 * {@code KernelRules} asks where {@code load_module} does. What a question needs besides the kernel's snapshot is in {@link
 * io.github.kolink.loadcheck.LoadConditions}; a missing input makes a finding of severity {@code UNKNOWN} that names it.
 */
package io.github.kolink.loadcheck;
