// SPDX-License-Identifier: Apache-2.0
/**
 * The checks the kernel makes before it lays a module out, in its order: header and sections, then what makes the file a
 * module. Each adds findings and goes on; {@link io.github.kolink.link.ModuleLinker} stops at the end of the phase.
 */
package io.github.kolink.check;
