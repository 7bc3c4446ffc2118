// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.layout.MemoryRegion;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.module.KernelModule;
import java.util.Optional;

/** What is refused before anything is changed, with the errors that docs/kernel-interface.md gives. */
final class LoadRefusals {
    private static final int LONGEST_NAME = 55;

    private LoadRefusals() {}

    /** A name that sysfs can show. */
    static void name(String name) {
        boolean strange = name.chars().anyMatch(c -> c == '/' || c < ' ' || c == 0x7f);
        if (name.isEmpty() || name.length() > LONGEST_NAME || strange) {
            throw new LoadException("ALLOC " + name, Errno.EINVAL);
        }
    }

    /** Sizes that are sound and not too large. */
    static void sizes(
            String name, ModuleLayout layout, SimulatedMemory memory, long maxClass, long maxAll, long maxPercpu) {
        long all = 0;
        for (MemoryRegion region : layout.regions()) {
            boolean percpu = region.kind() == RegionKind.PERCPU;
            if (!percpu && !SimulatedRoom.ORDER.contains(region.kind())) {
                throw new LoadException("ALLOC " + name + " (" + region.kind() + ")", Errno.EINVAL);
            }
            if (Long.compareUnsigned(region.size(), percpu ? maxPercpu : maxClass) > 0) {
                throw new LoadException("ALLOC " + name, Errno.E2BIG);
            }
            all += percpu ? 0 : memory.pages(region.size());
        }
        if (layout.region(RegionKind.DATA).isEmpty()) {
            throw new LoadException("ALLOC " + name, Errno.EINVAL);
        }
        if (all > maxAll) {
            throw new LoadException("ALLOC " + name, Errno.E2BIG);
        }
    }

    /** The image is the one there is room for, sound, and no livepatch. */
    static void image(String name, LinkedImage image, ModuleLayout layout, RegionAddresses addresses) {
        String what = "COMMIT " + name;
        if (!image.regions().equals(layout.regions())) {
            throw new LoadException(what, Errno.EINVAL);
        }
        for (MemoryRegion region : image.regions()) {
            if (image.base(region.kind()) != addresses.base(region.kind())) {
                throw new LoadException(what, Errno.ERANGE);
            }
        }
        Optional<SectionHeader> struct = loaded(image, KernelModule.THIS_MODULE);
        if (struct.isEmpty() || loaded(image, ".modinfo").isEmpty()) {
            throw new LoadException(what, Errno.EINVAL);
        }
        if (image.region(struct.get().index()).orElseThrow() != RegionKind.DATA) {
            throw new LoadException(what, Errno.ERANGE);
        }
        if (image.module().isLivepatch()) {
            throw new LoadException(what, Errno.ENOEXEC);
        }
    }

    private static Optional<SectionHeader> loaded(LinkedImage image, String section) {
        return image.sections().stream()
                .filter(header -> header.name().equals(section) && image.isLoaded(header.index()))
                .findFirst();
    }
}
