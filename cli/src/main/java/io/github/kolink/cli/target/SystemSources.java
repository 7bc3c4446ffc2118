// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.target;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.codec.Codecs;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.finding.LinkException;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.symbols.KernelSnapshot;
import io.github.kolink.symbols.LoadedModule;
import io.github.kolink.symbols.ReferenceModule;
import io.github.kolink.symbols.SourceKind;
import io.github.kolink.symbols.SystemFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Files that tell of a system beside its kernel, each as a part of a snapshot. */
public final class SystemSources {
    private static final int LARGEST_TEXT = 64 << 20;

    private SystemSources() {}

    /**
     * A list of loaded modules.
     *
     * @param file {@code /proc/modules} or a copy of it
     * @return what it tells
     * @throws IOException if it cannot be read
     * @throws Failure if it is no such list
     */
    public static KernelSnapshot loaded(Path file) throws IOException {
        try {
            List<LoadedModule> modules = SystemFacts.readLoaded(text(file));
            SystemFacts facts =
                    new SystemFacts(Optional.empty(), Optional.of(modules), Optional.empty(), Optional.empty());
            return KernelSnapshot.of(facts, SourceKind.LOADED_MODULES, name(file));
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.INPUT, file + ": " + e.getMessage());
        }
    }

    /**
     * A kernel's command line.
     *
     * @param words as {@code /proc/cmdline} has them
     * @param origin where they come from
     * @return what they tell
     * @throws IOException if they are too long
     */
    public static KernelSnapshot commandLine(String words, String origin) throws IOException {
        SystemFacts facts =
                new SystemFacts(Optional.of(words.strip()), Optional.empty(), Optional.empty(), Optional.empty());
        return KernelSnapshot.of(facts, SourceKind.COMMAND_LINE, origin);
    }

    /**
     * A list of built-in modules.
     *
     * @param file {@code modules.builtin.modinfo}
     * @return what it tells
     * @throws IOException if it cannot be read
     */
    public static KernelSnapshot builtin(Path file) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        String text = text(file);
        for (int start = 0, end; start < text.length(); start = end + 1) {
            end = text.indexOf('\0', start);
            end = end < 0 ? text.length() : end;
            int dot = text.indexOf('.', start);
            if (dot > start && dot < end && text.startsWith("parm=", dot + 1)) {
                names.add(text.substring(start, dot));
            }
        }
        SystemFacts facts =
                new SystemFacts(Optional.empty(), Optional.empty(), Optional.of(List.copyOf(names)), Optional.empty());
        return KernelSnapshot.of(facts, SourceKind.BUILTIN_MODULES, name(file));
    }

    /**
     * A module that belongs to the kernel.
     *
     * @param file the module
     * @return what it tells: vermagic, and the shape of {@code struct module}
     * @throws IOException if it cannot be read
     * @throws Failure if it is no module
     */
    public static KernelSnapshot module(Path file) throws IOException {
        return reference(file)
                .orElseThrow(() ->
                        new Failure(ExitCode.INPUT, file + ": no kernel module: has no " + KernelModule.THIS_MODULE));
    }

    /** The same; empty if the file is no module. */
    static Optional<KernelSnapshot> reference(Path file) throws IOException {
        Optional<ReferenceModule> module;
        try {
            ModuleFile bytes = ModuleFile.read(file);
            module = KernelModule.of(ElfFile.parse(bytes.name(), bytes.bytes())).reference();
        } catch (LinkException e) {
            return Optional.empty();
        }
        if (module.isEmpty()) {
            return Optional.empty();
        }
        SystemFacts facts = new SystemFacts(Optional.empty(), Optional.empty(), Optional.empty(), module);
        return Optional.of(KernelSnapshot.of(facts, SourceKind.MODULE, name(file)));
    }

    private static String text(Path file) throws IOException {
        byte[] raw;
        try (var in = Files.newInputStream(file)) {
            raw = in.readNBytes(LARGEST_TEXT);
        }
        ByteBuffer plain = Codecs.decompress(ByteBuffer.wrap(raw), file.toString(), LARGEST_TEXT);
        return StandardCharsets.UTF_8.decode(plain).toString();
    }

    private static String name(Path file) {
        return Optional.ofNullable(file.getFileName()).orElse(file).toString();
    }
}
