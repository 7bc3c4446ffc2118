// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import jdk.net.ExtendedSocketOptions;

/** Who may ask: root and the user of this process, as the kernel tells of a socket's other end (SO_PEERCRED). */
final class PeerCredentials {
    private final String owner;

    private PeerCredentials(String owner) {
        this.owner = owner;
    }

    /**
     * Those of this Java runtime.
     *
     * @param owner the user of this process
     * @throws IOException if the runtime cannot ask the kernel: a daemon that believes anybody must not begin
     */
    static PeerCredentials of(String owner) throws IOException {
        try {
            ExtendedSocketOptions.SO_PEERCRED.name();
        } catch (NoClassDefFoundError e) {
            throw new IOException(
                    "this Java runtime has no module jdk.net, so that nobody can tell who asks; use one that has it, or add"
                            + " it to the image (jlink --add-modules jdk.net)",
                    e);
        }
        return new PeerCredentials(owner);
    }

    /** Whether the peer may ask; where the system tells of no peers, the mode of the socket is all there is. */
    boolean allow(SocketChannel client) throws IOException {
        if (!client.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
            return true;
        }
        String user = client.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        return user.equals(owner) || user.equals("root");
    }
}
