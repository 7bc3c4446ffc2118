// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.image;

import java.util.Optional;

/**
 * A run of export entries as it lies in an image ({@code struct kernel_symbol}, {@code include/linux/export.h} (6.1)):
 * value, name and namespace, by position.
 *
 * @param image the image
 * @param at position of the first entry
 * @param count number of entries
 * @param encoding how the fields are written
 * @param nameDelta what to subtract from a name pointer to get a position; 0 for self-relative fields
 */
record ExportRun(ImageBytes image, int at, int count, Encoding encoding, long nameDelta) {
    static final int LONGEST_NAME = 511;

    /** How an entry is written. */
    enum Encoding {
        /** Three self-relative s32 ({@code CONFIG_HAVE_ARCH_PREL32_RELOCATIONS}). */
        SELF_RELATIVE(4, true),
        /** Three 8-byte pointers. */
        POINTERS_64(8, false),
        /** Three 4-byte pointers. */
        POINTERS_32(4, false);

        final int field;
        final boolean relative;

        Encoding(int field, boolean relative) {
            this.field = field;
            this.relative = relative;
        }

        int entry() {
            return 3 * field;
        }
    }

    int end() {
        return at + count * encoding.entry();
    }

    int entryAt(int index) {
        return at + index * encoding.entry();
    }

    /** The value: an address, or for self-relative fields a position, perhaps far outside the image. */
    long value(int index) {
        int field = entryAt(index);
        return encoding.relative ? (long) field + image.i32(field) : image.pointer(field, encoding.field);
    }

    int nameAt(int index) {
        return (int) textAt(image, entryAt(index), 1, encoding, nameDelta);
    }

    int nameLength(int index) {
        return image.textLength(nameAt(index), LONGEST_NAME);
    }

    String name(int index) {
        return image.text(nameAt(index), nameLength(index));
    }

    /** Position of the namespace; -1 if the field is zero, as assembler exports have it. */
    private int namespaceAt(int index) {
        int entry = entryAt(index);
        return hasNamespace(image, entry, encoding) ? (int) textAt(image, entry, 2, encoding, nameDelta) : -1;
    }

    private static boolean hasNamespace(ImageBytes image, int entry, Encoding encoding) {
        return image.pointer(entry + 2 * encoding.field, encoding.field) != 0;
    }

    Optional<String> namespace(int index) {
        int position = namespaceAt(index);
        int length = position < 0 ? 0 : image.textLength(position, LONGEST_NAME);
        return length == 0 ? Optional.empty() : Optional.of(image.text(position, length));
    }

    /** The lowest position of a name or namespace, which is where their section starts. */
    int textsAt() {
        int lowest = Integer.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            int namespace = namespaceAt(i);
            lowest = Math.min(lowest, namespace < 0 ? nameAt(i) : Math.min(nameAt(i), namespace));
        }
        return lowest;
    }

    /** Entries whose name does not sort behind the one before: where a second table begins. */
    int descents() {
        int descents = 0;
        for (int i = 1; i < count; i++) {
            descents += compareNames(i - 1, i) >= 0 ? 1 : 0;
        }
        return descents;
    }

    /** Index of the first entry after the only descent. */
    int boundary() {
        for (int i = 1; i < count; i++) {
            if (compareNames(i - 1, i) >= 0) {
                return i;
            }
        }
        return count;
    }

    private int compareNames(int left, int right) {
        int a = nameAt(left);
        int b = nameAt(right);
        while (image.bytes[a] == image.bytes[b] && image.bytes[a] != 0) {
            a++;
            b++;
        }
        return image.u8(a) - image.u8(b);
    }

    private static long textAt(ImageBytes image, int entry, int field, Encoding encoding, long nameDelta) {
        int at = entry + field * encoding.field;
        return encoding.relative ? (long) at + image.i32(at) : image.pointer(at, encoding.field) - nameDelta;
    }

    /** Whether the entry at a position has a name that is an identifier and a namespace that is a text. */
    static boolean isEntry(ImageBytes image, int entry, Encoding encoding, long nameDelta) {
        long name = textAt(image, entry, 1, encoding, nameDelta);
        if (!image.has(name, 2) || !isNameStart(image.bytes[(int) name])) {
            return false;
        }
        long namespace = textAt(image, entry, 2, encoding, nameDelta);
        boolean told = hasNamespace(image, entry, encoding);
        if (told && (!image.has(namespace, 1) || image.textLength((int) namespace, LONGEST_NAME) < 0)) {
            return false;
        }
        int length = image.textLength((int) name, LONGEST_NAME);
        for (int i = 1; i < length; i++) {
            if (!isNamePart(image.bytes[(int) name + i])) {
                return false;
            }
        }
        return length > 0;
    }

    static boolean isNameStart(byte c) {
        int lower = c | 0x20;
        return (lower >= 'a' && lower <= 'z') || c == '_';
    }

    static boolean isNamePart(byte c) {
        return isNameStart(c) || (c >= '0' && c <= '9') || c == '.' || c == '$';
    }
}
