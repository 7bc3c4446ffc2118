// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture;

import java.util.Locale;

/**
 * A section header as the loader has placed it: one line of {@code sections.txt}.
 *
 * @param index section index; -1 where only the name is known
 * @param address [kernel virtual address, unsigned]; 0 if the section is not loaded
 * @param size [bytes]
 * @param flags {@code sh_flags} as the loader has changed them
 * @param type {@code sh_type}
 * @param alignment {@code sh_addralign} [bytes]
 * @param name the section's name; may be empty
 */
public record CapturedSection(int index, long address, long size, long flags, int type, long alignment, String name) {
    String line() {
        return String.format(Locale.ROOT, "%d %x %x %x %x %x %s", index, address, size, flags, type, alignment, name);
    }

    static CapturedSection parse(String line) {
        String[] words = line.split(" ", 7);
        if (words.length < 6) {
            throw new NumberFormatException("must be INDEX ADDRESS SIZE FLAGS TYPE ALIGN NAME");
        }
        return new CapturedSection(
                Integer.parseInt(words[0]),
                Long.parseUnsignedLong(words[1], 16),
                Long.parseUnsignedLong(words[2], 16),
                Long.parseUnsignedLong(words[3], 16),
                Integer.parseUnsignedInt(words[4], 16),
                Long.parseUnsignedLong(words[5], 16),
                words.length == 7 ? words[6] : "");
    }
}
