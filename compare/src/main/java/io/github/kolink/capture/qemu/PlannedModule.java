// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import java.nio.file.Path;

/**
 * A module that is to be loaded.
 *
 * @param name as the kernel has it
 * @param path the file
 * @param relative its path relative to the module tree
 */
public record PlannedModule(String name, Path path, String relative) {}
