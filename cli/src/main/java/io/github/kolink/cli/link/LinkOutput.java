// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.link;

import io.github.kolink.image.LinkedElf;
import io.github.kolink.image.LoadMap;
import io.github.kolink.image.RelocationTrace;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.module.KernelModule;
import io.github.kolink.relocate.Architecture;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The files one linked module goes to.
 *
 * @param elf the image
 * @param map the load map, if wanted
 * @param trace the trace of relocations, if wanted
 */
record LinkOutput(Path elf, Optional<Path> map, Optional<Path> trace) {
    /** For one of several modules: its own files in directories of these names. */
    LinkOutput inDirectories(Path module) throws IOException {
        String file = String.valueOf(module.getFileName());
        int dot = file.indexOf(".ko");
        String stem = dot > 0 ? file.substring(0, dot) : file;
        Files.createDirectories(elf);
        Optional<Path> mapFile = Optional.empty();
        if (map.isPresent()) {
            mapFile = Optional.of(Files.createDirectories(map.get()).resolve(stem + ".map"));
        }
        Optional<Path> traceFile = Optional.empty();
        if (trace.isPresent()) {
            traceFile = Optional.of(
                    Files.createDirectories(trace.get()).resolve(stem + (isJson(trace.get()) ? ".jsonl" : ".trace")));
        }
        return new LinkOutput(elf.resolve(stem + ".elf"), mapFile, traceFile);
    }

    void write(LinkedImage image) throws IOException {
        write(elf, LinkedElf.write(image));
        if (map.isPresent()) {
            write(map.get(), LoadMap.of(image).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Opens the trace; the caller closes the writer behind the link. */
    Optional<BufferedWriter> openTrace() throws IOException {
        return trace.isPresent()
                ? Optional.of(Files.newBufferedWriter(trace.get(), StandardCharsets.UTF_8))
                : Optional.empty();
    }

    RelocationTrace tracing(KernelModule module, Architecture architecture, Appendable out) {
        return new RelocationTrace(module, architecture, out, isJson(trace.orElse(elf)));
    }

    private static boolean isJson(Path file) {
        return String.valueOf(file.getFileName()).endsWith(".jsonl");
    }

    /** Writes beside the target and moves it there, so that nobody sees half a file; pipes and devices directly. */
    private static void write(Path target, byte[] bytes) throws IOException {
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            Files.write(target, bytes);
            return;
        }
        Path whole = target.toAbsolutePath();
        Path part = whole.resolveSibling(
                "." + whole.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            Files.write(part, bytes);
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
