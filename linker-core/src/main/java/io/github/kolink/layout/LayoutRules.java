// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.layout;

import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.module.KernelModule;

/** How a loader lays modules out. */
@FunctionalInterface
public interface LayoutRules {
    /**
     * Lays a module out.
     *
     * @param module the module
     * @param plan what the architecture adds
     * @param facts the target kernel
     * @param pageSize [bytes], a power of two
     * @return the layout; sizes may be larger than any memory, the caller decides
     */
    ModuleLayout layOut(KernelModule module, LayoutPlan plan, KernelFacts facts, int pageSize);

    /**
     * The rules of a kernel.
     *
     * @param facts the kernel
     * @return up to 6.3 core and init, from 6.4 on one region per memory type
     */
    static LayoutRules of(KernelFacts facts) {
        return facts.has(KernelFact.MEMORY_TYPES) ? new MemoryTypeLayout() : new CoreInitLayout();
    }

    /**
     * The rules of kernels from 6.4 on, for whoever keeps memory types apart on earlier ones too.
     *
     * @return one region per memory type
     */
    static LayoutRules memoryTypes() {
        return new MemoryTypeLayout();
    }
}
