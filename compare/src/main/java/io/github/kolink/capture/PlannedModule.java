// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A module that is to be captured.
 *
 * @param name as the kernel has it
 * @param path the file
 * @param relative its path relative to the module tree
 * @param memory what the loader needs for its sections, about [bytes]
 * @param uses names of the modules whose exports it imports
 */
public record PlannedModule(String name, Path path, String relative, long memory, List<String> uses) {
    /**
     * Says which file it is.
     *
     * @return SHA-256 of the file as it lies there, in hexadecimal
     * @throws IOException if it cannot be read
     */
    public String sha256() throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
