// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.SectionHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The name that a module's {@code struct module} carries, which is the one the kernel knows the module by
 * (include/linux/module.h 6.1, 6.12, 7.3: behind {@code state} and {@code list}, {@code MODULE_NAME_LEN} bytes).
 */
final class StructModuleName {
    private static final int ENUM = 4;
    /** {@code MODULE_NAME_LEN} and the word it leaves [bytes] (include/linux/moduleparam.h). */
    private static final int NAME_AND_WORD = 64;

    private StructModuleName() {}

    /** Empty if the section has no room for a name; the name may be empty too. */
    static Optional<String> read(ElfFile file, SectionHeader thisModule) {
        int word = file.machine().wordSize();
        int at = (word == 8 ? 2 * ENUM : ENUM) + 2 * word;
        ByteBuffer contents = file.contents(thisModule);
        int end = Math.min(contents.limit(), at + NAME_AND_WORD - word);
        if (contents.limit() <= at) {
            return Optional.empty();
        }
        byte[] name = new byte[end - at];
        contents.position(at).get(name);
        int length = 0;
        while (length < name.length && name[length] != 0) {
            length++;
        }
        return Optional.of(new String(name, 0, length, StandardCharsets.ISO_8859_1));
    }
}
