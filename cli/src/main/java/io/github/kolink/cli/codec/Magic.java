// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.codec;

import java.nio.ByteBuffer;

/** The bytes a compressed stream begins with. */
final class Magic {
    private Magic() {}

    static boolean begins(ByteBuffer start, byte[] magic) {
        if (start.remaining() < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if (start.get(start.position() + i) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
