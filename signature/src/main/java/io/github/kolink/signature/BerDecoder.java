// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.signature;

/**
 * Reads ASN.1 as {@code asn1_ber_decoder} does (lib/asn1_decoder.c 6.1; the same up to 7.3). A grammar is a method that calls
 * these steps; each is one kind of instruction of the kernel's decoder, with its memory of what matched before, which decides
 * where a choice is the last thing and missing.
 *
 * <p>Of the last element: {@link #tag}, {@link #header}, {@link #value}.
 */
final class BerDecoder {
    /** Bit of a tag: made of other elements. */
    static final int CONSTRUCTED = 0x20;

    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;
    /** Context-specific tags start here. */
    static final int CONTEXT = 0x80;

    private static final int LONGEST = 65535;
    private static final int DEPTH = 10;
    private static final int LONG_TAG = 0x1f;
    private static final int INDEFINITE = 0x80;
    /** Stands for the end of an element of indefinite length. */
    private static final int OPEN_END = 0;

    private final Bytes data;
    private final int[] starts = new int[DEPTH];
    private final int[] ends = new int[DEPTH];
    private final int[] headers = new int[DEPTH];
    private int depth;
    private int at;
    private int end;
    private boolean matched;
    private boolean lastMatched;
    private boolean indefinite;
    private int start;
    private int length;

    int tag;
    int header;

    /** Data of at most 65,535 bytes. */
    BerDecoder(Bytes data) throws Refusal {
        if (data.length() > LONGEST) {
            throw Refusal.of("EMSGSIZE", "it has " + data.length() + " bytes, the kernel's decoder takes " + LONGEST);
        }
        this.data = data;
        this.end = data.length();
    }

    private static Refusal broken(String how, int at) {
        return Refusal.of("EBADMSG", "it cannot be parsed: " + how + " at byte " + at);
    }

    /** The last element's value. */
    Bytes value() {
        return new Bytes(data.array(), data.start() + start, length);
    }

    /** The last element with its header. */
    Bytes whole() {
        return new Bytes(data.array(), data.start() + start - header, header + length);
    }

    /** Where the last element's value begins [bytes into the data]. */
    int position() {
        return start;
    }

    /** Whether the step before was a jump that came back. */
    boolean lastMatched() {
        return lastMatched;
    }

    /** An element that must be there. */
    void leaf(int wanted) throws Refusal {
        match(wanted, false, false);
        skipLeaf();
    }

    /** An element that may be missing; with {@code alternative} only if nothing matched before. */
    boolean leafOrSkip(int wanted, boolean alternative) throws Refusal {
        if (!match(wanted, true, alternative)) {
            return false;
        }
        skipLeaf();
        return true;
    }

    /** Any element. */
    void any() throws Refusal {
        match(-1, false, false);
        skipLeaf();
    }

    /** Any element, unless the surrounding one ends here. */
    boolean anyOrSkip(boolean alternative) throws Refusal {
        if (!match(-1, true, alternative)) {
            return false;
        }
        skipLeaf();
        return true;
    }

    /** Enters an element that must be there. */
    void open(int wanted) throws Refusal {
        match(wanted, false, false);
        push();
    }

    /** Enters an element that may be missing. */
    boolean openOrSkip(int wanted, boolean alternative) throws Refusal {
        if (!match(wanted, true, alternative)) {
            return false;
        }
        push();
        return true;
    }

    /** The last of some alternatives has been tried. */
    void oneOfThem() throws Refusal {
        if (!matched) {
            throw broken("unexpected tag", at);
        }
    }

    /** Comes back from a part of the grammar that is written apart. */
    void back() {
        matched = true;
        lastMatched = true;
    }

    /** Leaves a sequence. */
    void close() throws Refusal {
        close(false);
    }

    /** Leaves a sequence or set of equal elements; true if there is another element. */
    boolean closeOrAgain() throws Refusal {
        return close(true);
    }

    private boolean match(int wanted, boolean skip, boolean alternative) throws Refusal {
        if ((alternative && matched) || (skip && at == end)) {
            lastMatched = false;
            return false;
        }
        matched = false;
        lastMatched = false;
        indefinite = false;
        header = 2;
        need(2);
        tag = data.at(at++);
        if ((tag & LONG_TAG) == LONG_TAG) {
            throw broken("a tag of several bytes", at - 1);
        }
        // A constructed type may be marked primitive, but not the other way round.
        if (wanted >= 0 && ((wanted ^ tag) & ~(wanted & CONSTRUCTED)) != 0) {
            if (!skip) {
                throw broken("unexpected tag 0x" + Integer.toHexString(tag), at - 1);
            }
            at--;
            return false;
        }
        matched = true;
        readLength();
        start = at;
        return true;
    }

    private void readLength() throws Refusal {
        length = data.at(at++);
        if (length == INDEFINITE) {
            if ((tag & CONSTRUCTED) == 0) {
                throw broken("a primitive element of indefinite length", at - 1);
            }
            indefinite = true;
            need(2);
            return;
        }
        if (length > INDEFINITE) {
            int bytes = length - INDEFINITE;
            if (bytes > 2) {
                throw broken("a length of more than two bytes", at - 1);
            }
            need(bytes);
            header += bytes;
            length = 0;
            for (int i = 0; i < bytes; i++) {
                length = (length << 8) | data.at(at++);
            }
        }
        need(length);
    }

    private void need(int bytes) throws Refusal {
        if (end - at < bytes) {
            throw broken("an element reaches over the end of the one around it", at);
        }
    }

    private void skipLeaf() throws Refusal {
        if (indefinite) {
            length = indefiniteLength();
        }
        at += length;
    }

    private void push() throws Refusal {
        if (depth == DEPTH) {
            throw broken("too deep", at);
        }
        starts[depth] = at;
        headers[depth] = header;
        ends[depth] = indefinite ? OPEN_END : end;
        depth++;
        if (!indefinite) {
            end = at + length;
        }
    }

    private boolean close(boolean ofMany) throws Refusal {
        depth--;
        int outer = ends[depth];
        if (outer == OPEN_END) {
            need(2);
            if (data.at(at) != 0) {
                return again(ofMany);
            }
            if (data.at(at + 1) != 0) {
                throw broken("an end marker with a length", at);
            }
            at += 2;
            length = at - starts[depth] - 2;
        } else {
            if (at != end) {
                return again(ofMany && at < end);
            }
            length = end - starts[depth];
            end = outer;
        }
        start = starts[depth];
        header = headers[depth];
        return false;
    }

    private boolean again(boolean allowed) throws Refusal {
        if (!allowed) {
            throw broken("an element that does not belong there", at);
        }
        depth++;
        return true;
    }

    /** The bytes up to and with the end marker of an element whose length is not given ({@code asn1_find_indefinite_length}). */
    private int indefiniteLength() throws Refusal {
        int from = at;
        int p = at;
        int level = 1;
        while (true) {
            if (end - p < 2) {
                throw broken("no end marker", p);
            }
            int inner = data.at(p++);
            if (inner == 0) {
                if (data.at(p++) != 0) {
                    throw broken("an end marker with a length", p - 1);
                }
                if (--level == 0) {
                    return p - from;
                }
                continue;
            }
            if ((inner & LONG_TAG) == LONG_TAG) {
                int more;
                do {
                    if (end - p < 2) {
                        throw broken("a tag without end", p);
                    }
                    more = data.at(p++);
                } while ((more & 0x80) != 0);
            }
            long size = data.at(p++);
            if (size == INDEFINITE) {
                if ((inner & CONSTRUCTED) == 0) {
                    throw broken("a primitive element of indefinite length", p - 1);
                }
                level++;
                continue;
            }
            if (size > INDEFINITE) {
                int bytes = (int) size - INDEFINITE;
                if (bytes > 7 || bytes > end - p) {
                    throw broken("a length of too many bytes", p - 1);
                }
                size = 0;
                for (int i = 0; i < bytes; i++) {
                    size = (size << 8) | data.at(p++);
                }
            }
            if (size < 0 || size > end - p) {
                throw broken("an element reaches over the end", p);
            }
            p += (int) size;
        }
    }
}
