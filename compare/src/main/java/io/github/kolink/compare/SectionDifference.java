// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

/**
 * One run of differing bytes that have one cause, with some of its neighbourhood.
 *
 * @param offset of the first differing byte [bytes into the section]
 * @param length of the run [bytes]
 * @param cause why
 * @param detail what the relocation refers to; empty for other causes
 * @param symbol where that is: nearest symbol and distance, such as {@code probe+0x1f}; section and offset without one
 * @param from where the shown bytes begin [bytes into the section]
 * @param linked bytes of our image from there on, two hexadecimal digits each; a long run is cut
 * @param captured bytes of the kernel's image, as many
 */
public record SectionDifference(
        int offset, int length, Cause cause, String detail, String symbol, int from, String linked, String captured) {}
