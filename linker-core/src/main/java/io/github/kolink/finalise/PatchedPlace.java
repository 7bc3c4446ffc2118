// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.finalise;

/**
 * A place of a pass in a kernel's memory, and the same place in our image. Offsets are into the place and within its length;
 * words are little-endian, as instructions of the architectures that patch them are.
 */
public final class PatchedPlace {
    private final byte[] memory;
    private final byte[] linked;
    private final int start;
    private final int length;
    private final long address;
    private final CodeAddresses code;

    /**
     * A place.
     *
     * @param memory all bytes of the section in the kernel
     * @param linked all bytes of the section in our image
     * @param start of the place [bytes into the section]
     * @param length of the place [bytes]; it lies in the section
     * @param address of the place [kernel virtual address, unsigned]
     * @param code what is known about the kernel's code
     */
    public PatchedPlace(byte[] memory, byte[] linked, int start, int length, long address, CodeAddresses code) {
        this.memory = memory;
        this.linked = linked;
        this.start = start;
        this.length = length;
        this.address = address;
        this.code = code;
    }

    /**
     * How long it is.
     *
     * @return [bytes]
     */
    public int length() {
        return length;
    }

    /**
     * Where it is.
     *
     * @return [kernel virtual address, unsigned]
     */
    public long address() {
        return address;
    }

    /**
     * What is known about the kernel's code.
     *
     * @return about the kernel whose memory it is
     */
    public CodeAddresses code() {
        return code;
    }

    /**
     * A byte in memory.
     *
     * @param at [bytes into the place]
     * @return unsigned
     */
    public int get8(int at) {
        return memory[start + at] & 0xff;
    }

    /**
     * A word in memory.
     *
     * @param at [bytes into the place]
     * @return signed
     */
    public int get32(int at) {
        return word(memory, at);
    }

    /**
     * A byte in our image.
     *
     * @param at [bytes into the place]
     * @return unsigned
     */
    public int linked8(int at) {
        return linked[start + at] & 0xff;
    }

    /**
     * A word in our image.
     *
     * @param at [bytes into the place]
     * @return signed
     */
    public int linked32(int at) {
        return word(linked, at);
    }

    private int word(byte[] bytes, int at) {
        int from = start + at;
        return (bytes[from] & 0xff)
                | (bytes[from + 1] & 0xff) << 8
                | (bytes[from + 2] & 0xff) << 16
                | bytes[from + 3] << 24;
    }

    /**
     * Whether memory holds certain bytes.
     *
     * @param at [bytes into the place]
     * @param bytes unsigned
     * @return false if they are others, or the place ends before
     */
    public boolean holds(int at, int... bytes) {
        if (at + bytes.length > length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (get8(at + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
