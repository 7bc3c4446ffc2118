// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

/**
 * Bytes that a pass may write.
 *
 * @param section section index
 * @param offset [bytes into the section]
 * @param length [bytes], at least 1
 * @param contents what may stand there
 */
public record Place(int section, int offset, int length, PlaceContents contents) {}
