// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.index;

import io.github.kolink.elf.ElfWriter;
import io.github.kolink.load.LoadableModule;
import io.github.kolink.module.TestModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A system root with a module tree of a kernel 6.1.0-test, in which there is some of everything. */
public final class SmallTree {
    public static final String RELEASE = "6.1.0-test";

    private SmallTree() {}

    /** Makes it below a directory; returns the tree. */
    public static Path in(Path root) throws IOException {
        Path tree = root.resolve("lib/modules/" + RELEASE);
        exporting(tree, "kernel/lib/base.ko", "base_do");
        exporting(tree, "kernel/lib/mid-dle.ko", "middle_do", "base_do");
        exporting(tree, "kernel/drivers/net/top.ko", "top_do", "middle_do", "base_do", "printk");
        exporting(tree, "updates/base.ko", "base_do");
        exporting(tree, "kernel/lib/left.ko", "left_do", "middle_do", "right_do");
        exporting(tree, "kernel/lib/right.ko", "right_do", "far_do");
        exporting(tree, "kernel/lib/far.ko", "far_do");
        exporting(tree, "kernel/lib/user.ko", "user_do", "left_do", "far_do", "top_do");
        with(tree, "kernel/fs/minix.ko", "alias=fs-minix", "softdep=pre: base post: top", "alias=devname:minix");
        with(tree, "kernel/net/ipv6.ko", "alias=net-pf-10", "alias=net-pf-10-proto-[0-9]*");
        with(tree, "kernel/drivers/fuse.ko", "alias=devname:fuse", "alias=char-major-10-229", "alias=fs-fuse");
        with(tree, "kernel/drivers/loop.ko", "alias=block-major-7-*", "alias=devname:loop-control");
        with(tree, "kernel/drivers/odd.ko", "alias=odd[1-3", "alias=plat:*-odd", "softdep=post: minix");
        with(tree, "kernel/drivers/one.ko", "alias=plat:one-odd", "alias=shared");
        with(tree, "kernel/drivers/two.ko", "alias=shared", "alias=block-major-259-3", "alias=devname:two");
        Files.write(
                tree.resolve("modules.order"),
                List.of(
                        "kernel/lib/user.ko",
                        "kernel/lib/far.ko",
                        "kernel/fs/minix.ko",
                        "kernel/lib/mid-dle.ko",
                        "kernel/lib/base.ko",
                        "kernel/lib/left.ko",
                        "kernel/lib/right.ko",
                        "kernel/drivers/two.ko",
                        "kernel/drivers/one.ko",
                        "kernel/net/ipv6.ko",
                        "kernel/drivers/net/top.ko",
                        "kernel/drivers/odd.ko",
                        "kernel/drivers/loop.ko",
                        "kernel/drivers/fuse.ko",
                        "updates/base.ko",
                        "extra/top.ko"));
        Files.write(tree.resolve("modules.builtin"), List.of("kernel/fs/ext-four.ko", "kernel/crypto/aes.ko"));
        Files.writeString(
                tree.resolve("modules.builtin.modinfo"),
                "ext_four.license=GPL\0ext_four.alias=fs-ext4\0aes.alias=crypto-aes\0aes.parm=a.b:x=y\0"
                        + "ext_four.alias=both\0aes.alias=both\0");
        return tree;
    }

    /** A second module of a name: without a search that names its directory, depmod takes either. */
    static void extra(Path tree) throws IOException {
        exporting(tree, "extra/top.ko", "top_do", "base_do");
    }

    private static void exporting(Path tree, String file, String export, String... imports) throws IOException {
        write(tree, file, LoadableModule.writer("m", export, imports));
    }

    private static void with(Path tree, String file, String... info) throws IOException {
        write(tree, file, TestModule.bare(LoadableModule.ARCHITECTURE.machine(), info));
    }

    private static void write(Path tree, String file, ElfWriter module) throws IOException {
        Path path = tree.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, module.write());
    }
}
