// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols.image;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The texts in an image that say which kernel it is: {@code linux_banner} ({@code init/version.c}), the vermagic
 * ({@code include/linux/vermagic.h} (6.1)) and the GNU build ID note.
 *
 * @param banner "Linux version ..." without its line feed
 * @param release third word of the banner
 * @param vermagic exactly as the kernel compares it, blanks included
 * @param buildId [hex]
 */
record Banner(Optional<String> banner, Optional<String> release, Optional<String> vermagic, Optional<String> buildId) {
    private static final byte[] START = "Linux version ".getBytes(StandardCharsets.ISO_8859_1);
    /** Note header: name size 4, description size 20, type 3 (NT_GNU_BUILD_ID), name "GNU". */
    private static final byte[] BUILD_ID = {4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, 'G', 'N', 'U', 0};

    private static final byte[] BUILD_ID_BIG = {0, 0, 0, 4, 0, 0, 0, 20, 0, 0, 0, 3, 'G', 'N', 'U', 0};
    private static final int BUILD_ID_BYTES = 20;
    /** Release, then words of the configuration; the architecture's, the last, may come without a blank behind it. */
    private static final Pattern WORDS = Pattern.compile("\\S+( [\\w.+-]+)* ?");

    private static final int LONGEST = 1024;

    static Banner in(ImageBytes image) {
        Optional<String> banner = banner(image);
        Optional<String> release = banner.map(text -> text.split(" ", 4)[2]);
        return new Banner(banner, release, release.flatMap(name -> vermagic(image, name)), buildId(image));
    }

    /** The first text that begins as a banner does and names a version; a format string has a % there. */
    private static Optional<String> banner(ImageBytes image) {
        for (int at = image.find(START, 0); at >= 0; at = image.find(START, at + 1)) {
            int length = image.textLength(at, LONGEST);
            if (length > START.length + 3 && Character.isDigit(image.u8(at + START.length))) {
                String text = image.text(at, length).strip();
                if (text.indexOf(' ', START.length) > 0) {
                    return Optional.of(text);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> vermagic(ImageBytes image, String release) {
        byte[] wanted = ("\0" + release + " ").getBytes(StandardCharsets.UTF_8);
        for (int at = image.find(wanted, 0); at >= 0; at = image.find(wanted, at + 1)) {
            int length = image.textLength(at + 1, LONGEST);
            if (length > 0 && WORDS.matcher(image.text(at + 1, length)).matches()) {
                return Optional.of(image.text(at + 1, length));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> buildId(ImageBytes image) {
        int at = Math.max(image.find(BUILD_ID, 0), image.find(BUILD_ID_BIG, 0));
        if (at < 0 || !image.has(at + BUILD_ID.length, BUILD_ID_BYTES)) {
            return Optional.empty();
        }
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < BUILD_ID_BYTES; i++) {
            int value = image.u8(at + BUILD_ID.length + i);
            hex.append(Character.forDigit(value >> 4, 16)).append(Character.forDigit(value & 15, 16));
        }
        return Optional.of(hex.toString());
    }
}
