// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import io.github.kolink.capture.CaptureException;
import io.github.kolink.capture.CapturedModule;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Finds the files of captured modules and makes sure that they are the same ones.
 *
 * @param tree where modules lie
 * @param release of the captured kernel, by which a tree of several kernels is searched too
 */
record ModuleFiles(Path tree, String release) {
    /** The module of a capture. */
    KernelModule read(CapturedModule captured) throws IOException {
        Path file = find(captured);
        byte[] raw = Files.readAllBytes(file);
        String found = sha256(raw);
        if (!found.equals(captured.facts().sha256())) {
            throw new CaptureException(
                    file,
                    "is not the module that was captured: its sha256 begins with " + found.substring(0, 12)
                            + ", the capture's with "
                            + captured.facts()
                                    .sha256()
                                    .substring(
                                            0,
                                            Math.min(
                                                    12,
                                                    captured.facts().sha256().length())));
        }
        return KernelModule.of(ModuleFile.of(file.toString(), raw).elf());
    }

    private Path find(CapturedModule captured) throws IOException {
        String file = captured.facts().file();
        Path name = Path.of(file).normalize();
        if (name.isAbsolute() || name.startsWith("..")) {
            throw new CaptureException(captured.folder(), "its file '" + file + "' lies outside every module tree");
        }
        for (Path place : List.of(
                tree.resolve(name),
                tree.resolve(release).resolve(name),
                tree.resolve("lib/modules").resolve(release).resolve(name))) {
            if (Files.isRegularFile(place)) {
                return place;
            }
        }
        throw new CaptureException(tree, "has no " + file + " (nor below " + release + ")");
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
