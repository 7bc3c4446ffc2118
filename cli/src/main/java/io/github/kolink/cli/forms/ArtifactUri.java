// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.forms;

import java.nio.charset.StandardCharsets;

/** A file's path as a URI reference: relative ones stay relative, so that a server finds them in its checkout. */
final class ArtifactUri {
    private static final String PLAIN = "/-._~!$&'()*+,;=@"; // RFC 3986, pchar without the colon

    private ArtifactUri() {}

    static String of(String path) {
        StringBuilder uri = new StringBuilder(path.startsWith("/") ? "file://" : "");
        String shown = path.startsWith("./") ? path.substring(2) : path;
        for (byte each : shown.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            if ((c < 0x80 && Character.isLetterOrDigit(c)) || PLAIN.indexOf(c) >= 0) {
                uri.append(c);
            } else {
                uri.append(String.format("%%%02X", (int) c));
            }
        }
        return uri.toString();
    }
}
