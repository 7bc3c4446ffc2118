// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One call of finit_module.
 *
 * @param name unique in its boot
 * @param row of the table of refusals, such as {@code R-17}; "loads" where none applies
 * @param module the file
 * @param parameters as insmod passes them
 * @param kept whether the module stays loaded, for those that follow
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Trial(String name, String row, byte[] module, String parameters, boolean kept) {
    static Trial of(String name, String row, EditedModule module) {
        return new Trial(name, row, module.bytes(), "", false);
    }

    Trial with(String text) {
        return new Trial(name, row, module, text, kept);
    }

    Trial named(String other) {
        return new Trial(other, row, module, parameters, kept);
    }

    Trial keep() {
        return new Trial(name, row, module, parameters, true);
    }

    String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(module);
            digest.update((parameters + kept).getBytes(StandardCharsets.ISO_8859_1));
            return HexFormat.of().formatHex(digest.digest(), 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
