// SPDX-License-Identifier: Apache-2.0
/**
 * Fuzz targets: each takes bytes of a stranger and may find fault with them, and nothing else. As tests they run the seeds
 * and all that ever failed; {@code fuzz/run} searches for more (docs/fuzzing.md).
 */
package io.github.kolink.fuzz;
