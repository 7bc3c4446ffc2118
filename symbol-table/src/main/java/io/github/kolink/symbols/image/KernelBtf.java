// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.image;

import io.github.kolink.symbols.structure.StructModule;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * Finds the kernel's own BTF in its image ({@code CONFIG_DEBUG_INFO_BTF}), and {@code struct module} in it. The format is
 * that of include/uapi/linux/btf.h (6.1, 6.12); from 7.3 on the header tells a third part, which says how long each kind
 * of type is, and numbers of members have 24 bits instead of 16, whose upper 8 were zero before.
 */
final class KernelBtf {
    private static final List<byte[]> MAGICS =
            List.of(new byte[] {(byte) 0x9f, (byte) 0xeb, 1, 0}, new byte[] {(byte) 0xeb, (byte) 0x9f, 1, 0});

    /** Headers that are whole, and whose types are walked, before an image is given up. */
    private static final int MOST = 8;

    private static final int HEADER = 24;
    private static final int HEADER_WITH_LAYOUT = 32;
    private static final int TYPE = 12;
    private static final int MEMBER = 12;
    private static final int STRUCT = 4;

    /** Bytes behind a type's three words, and behind them bytes for each member, by kind. */
    private static final int[][] KINDS = {
        {0, 0}, {4, 0}, {0, 0}, {12, 0}, {0, 12}, {0, 12}, {0, 8}, {0, 0}, {0, 0}, {0, 0},
        {0, 0}, {0, 0}, {0, 0}, {0, 8}, {4, 0}, {0, 12}, {0, 0}, {4, 0}, {0, 0}, {0, 12},
    };

    private static final byte[] MODULE = name("module");
    private static final byte[] NAME = name("name");
    private static final byte[] INIT = name("init");
    private static final byte[] EXIT = name("exit");

    private final ImageBytes image;
    private final int types;
    private final int typesEnd;
    private final int strings;
    private final int stringsEnd;
    private final int layout;
    private final int layoutEnd;

    private KernelBtf(ImageBytes image, int at, int header) {
        this.image = image;
        int origin = at + header;
        this.types = (int) (origin + image.u32(at + 8));
        this.typesEnd = (int) (types + image.u32(at + 12));
        this.strings = (int) (origin + image.u32(at + 16));
        this.stringsEnd = (int) (strings + image.u32(at + 20));
        this.layout = header < HEADER_WITH_LAYOUT ? 0 : (int) (origin + image.u32(at + 24));
        this.layoutEnd = header < HEADER_WITH_LAYOUT ? 0 : (int) (layout + image.u32(at + 28));
    }

    private static byte[] name(String text) {
        byte[] name = new byte[text.length() + 1];
        for (int i = 0; i < text.length(); i++) {
            name[i] = (byte) text.charAt(i);
        }
        return name;
    }

    /** Size and offsets as the kernel was built; empty if it has no BTF, or one that does not tell them in one way. */
    static Optional<StructModule> structModule(ImageBytes image) {
        int walked = 0;
        for (byte[] magic : MAGICS) {
            ImageBytes words = image.in(magic[0] == (byte) 0x9f ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            for (int at = words.find(magic, 0); at >= 0 && walked < MOST; at = words.find(magic, at + 1)) {
                Optional<KernelBtf> btf = at(words, at);
                if (btf.isPresent()) {
                    walked++;
                    Optional<StructModule> found = btf.get().structModule();
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** A header whose parts lie in the image, and whose strings begin and end as they must. */
    private static Optional<KernelBtf> at(ImageBytes image, int at) {
        if (!image.has(at, HEADER)) {
            return Optional.empty();
        }
        long header = image.u32(at + 4);
        boolean whole = (header == HEADER || header == HEADER_WITH_LAYOUT) && image.has(at, header);
        for (int part = 8; whole && part < header; part += 8) {
            long offset = image.u32(at + part);
            whole = (offset & 3) == 0 && image.has(at + header + offset, image.u32(at + part + 4));
        }
        return whole
                ? Optional.of(new KernelBtf(image, at, (int) header)).filter(KernelBtf::hasStrings)
                : Optional.empty();
    }

    private boolean hasStrings() {
        return stringsEnd > strings && image.u8(strings) == 0 && image.u8(stringsEnd - 1) == 0;
    }

    private Optional<StructModule> structModule() {
        Optional<StructModule> found = Optional.empty();
        int at = types;
        while (typesEnd - at >= TYPE) {
            int info = image.i32(at + 4);
            long next = at + TYPE + behind(info);
            if (next > typesEnd) {
                return Optional.empty();
            }
            if (kind(info) == STRUCT && is(MODULE, at)) {
                Optional<StructModule> shape = shape(at, (int) next);
                if (found.isPresent() && shape.isPresent() && !shape.equals(found)) {
                    return Optional.empty();
                }
                found = shape.isPresent() ? shape : found;
            }
            at = (int) next;
        }
        return at == typesEnd ? found : Optional.empty();
    }

    private static int kind(int info) {
        return info >>> 24 & 0x7f;
    }

    /** How many bytes follow a type's three words; more than there are if the kind is not known. */
    private long behind(int info) {
        long members = info & 0xffffff;
        int kind = kind(info);
        if (kind < KINDS.length) {
            return KINDS[kind][0] + members * KINDS[kind][1];
        }
        int row = layout + 4 * kind;
        return row <= layoutEnd - 4 ? image.u8(row) + members * image.u8(row + 1) : Integer.MAX_VALUE;
    }

    /** Of a structure that is the loader's: it has a name and a function to start it. */
    private Optional<StructModule> shape(int type, int end) {
        boolean bitfields = image.i32(type + 4) < 0;
        boolean named = false;
        int init = -1;
        int exit = -1;
        for (int member = type + TYPE; member < end; member += MEMBER) {
            int bits = image.i32(member + 8);
            int offset = (bitfields ? bits & 0xffffff : bits) >>> 3;
            named |= is(NAME, member);
            init = is(INIT, member) ? offset : init;
            exit = is(EXIT, member) ? offset : exit;
        }
        int size = image.i32(type + 8);
        return named && init >= 0 && init < size && exit < size
                ? Optional.of(new StructModule(size, init, exit))
                : Optional.empty();
    }

    /** Whether the name a type or a member begins with is this one. */
    private boolean is(byte[] name, int at) {
        long start = strings + image.u32(at);
        if (start + name.length > stringsEnd) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (image.bytes[(int) start + i] != name[i]) {
                return false;
            }
        }
        return true;
    }
}
