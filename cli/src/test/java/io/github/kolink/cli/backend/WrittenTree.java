// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.backend;

import io.github.kolink.autoload.config.ModprobeConfig;
import io.github.kolink.autoload.index.TreeIndex;
import io.github.kolink.autoload.names.LoadPlan;
import io.github.kolink.autoload.names.NameResolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An index without modules, {@code top} needs {@code middle} needs {@code base}, and a configuration. */
public final class WrittenTree {
    private final Path directory;
    private ModprobeConfig config = ModprobeConfig.NONE;

    /** Made in a directory. */
    public WrittenTree(Path directory) throws IOException {
        this.directory = directory;
        Files.writeString(
                directory.resolve("modules.dep"),
                "top.ko: middle.ko base.ko\nmiddle.ko: base.ko\nbase.ko:\nbefore.ko:\nbehind.ko: top.ko middle.ko base.ko\n"
                        + "other.ko:\n");
        Files.writeString(directory.resolve("modules.builtin"), "kernel/fs/inside.ko\n");
    }

    /** What an administrator says. */
    public WrittenTree configured(String lines) throws IOException {
        Path file = Files.writeString(directory.resolve("test.conf"), lines);
        config = ModprobeConfig.read(List.of(file), Optional.empty(), "");
        return this;
    }

    /** The configuration. */
    public ModprobeConfig config() {
        return config;
    }

    /** What names mean here. */
    public NameResolver names() {
        return new NameResolver(TreeIndex.in(directory), config);
    }

    /** The one plan of a name. */
    public LoadPlan plan(String name) throws IOException {
        return names().plans(names().resolve(name), "").get(0);
    }
}
