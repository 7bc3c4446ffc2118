// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture;

/**
 * What a capture will still take.
 *
 * @param seconds of time
 * @param bytes on the disk
 */
public record CaptureEstimate(long seconds, long bytes) {}
