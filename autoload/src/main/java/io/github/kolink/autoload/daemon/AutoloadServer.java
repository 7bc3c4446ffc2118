// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A {@link ModuleService} behind a unix socket (docs/autoload.md). One thread serves all clients and waits for none: whoever
 * sends nonsense, does not read, or goes away loses its connection, and nobody else notices.
 *
 * <p>The socket has mode 0600 from the moment its name is there, and the peer must be the user of this process or root, as
 * the kernel tells. A file beside it, {@code NAME.lock}, is locked as long as the server lives, so that there is one at a
 * time; it takes over the name of one that was killed.
 */
public final class AutoloadServer implements AutoCloseable {
    private final Path socket;
    private final AutoloadVerbs verbs;
    private final int maxClients;
    private final FileChannel lock;
    private final Selector selector;
    private final ServerSocketChannel listening;
    private final PeerCredentials credentials;
    /** Held while clients are served: what is closed is not in use. */
    private final Object serving = new Object();

    private volatile boolean closed;

    /**
     * Opens the socket; {@link #run} serves it.
     *
     * @param socket its name
     * @param service what is served
     * @param values GET_PERSIST and SET_PERSIST; without them these are refused
     * @param maxClients further ones are turned away
     * @throws IOException if another server has the socket, it cannot be made, or this Java runtime cannot tell who asks
     */
    public AutoloadServer(Path socket, ModuleService service, Optional<KeyValueStore> values, int maxClients)
            throws IOException {
        this.socket = socket.toAbsolutePath();
        this.verbs = new AutoloadVerbs(service, values);
        this.maxClients = maxClients;
        this.lock = FileChannel.open(
                sibling(".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        List<AutoCloseable> opened = new ArrayList<>(List.of(lock));
        try {
            FileLock mine = lock.tryLock();
            if (mine == null) {
                throw new IOException(socket + ": is served by another process");
            }
            this.credentials =
                    PeerCredentials.of(Files.getOwner(sibling(".lock")).getName());
            this.listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            opened.add(listening);
            Path fresh = sibling(".new");
            Files.deleteIfExists(fresh);
            listening.bind(UnixDomainSocketAddress.of(fresh), 512);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            Files.move(fresh, this.socket, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            this.selector = Selector.open();
            opened.add(selector);
            listening.configureBlocking(false);
            listening.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException | RuntimeException e) {
            for (AutoCloseable each : opened) {
                try {
                    each.close();
                } catch (Exception unclosed) {
                    e.addSuppressed(unclosed);
                }
            }
            throw e;
        }
    }

    private Path sibling(String suffix) {
        return socket.resolveSibling(socket.getFileName() + suffix);
    }

    /**
     * Serves until {@link #close}, or until the thread is interrupted.
     *
     * @throws IOException if the socket fails
     */
    public void run() throws IOException {
        synchronized (serving) {
            while (!closed && !Thread.currentThread().isInterrupted()) {
                selector.select();
                Set<SelectionKey> ready = selector.selectedKeys();
                for (SelectionKey key : ready) {
                    if (key.isValid() && key.isAcceptable()) {
                        accept();
                    } else if (key.attachment() instanceof AutoloadConnection connection) {
                        connection.serve();
                    }
                }
                ready.clear();
                for (SelectionKey key : selector.keys()) {
                    if (key.attachment() instanceof AutoloadConnection connection) {
                        connection.prepare();
                    }
                }
            }
        }
    }

    private void accept() throws IOException {
        SocketChannel client = listening.accept();
        if (client == null) {
            return;
        }
        try {
            // Every key but the listening one is a client's.
            if (selector.keys().size() > maxClients || !credentials.allow(client)) {
                client.close();
                return;
            }
            client.configureBlocking(false);
            SelectionKey key = client.register(selector, SelectionKey.OP_READ);
            AutoloadConnection connection = new AutoloadConnection(client, key, verbs);
            key.attach(connection);
            connection.greet();
        } catch (IOException | CancelledKeyException e) {
            client.close();
        }
    }

    /**
     * Ends {@link #run}, disconnects everybody and removes the socket. The service stays open.
     *
     * @throws IOException if the socket cannot be removed
     */
    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        synchronized (serving) {
            if (selector.isOpen()) {
                Files.deleteIfExists(socket);
                for (SelectionKey key : List.copyOf(selector.keys())) {
                    key.channel().close();
                }
                selector.close();
                lock.close();
            }
        }
    }
}
