// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.fuzz;

import io.github.kolink.autoload.daemon.AutoloadClient;
import io.github.kolink.autoload.daemon.AutoloadServer;
import io.github.kolink.autoload.daemon.ModuleMarks;
import io.github.kolink.autoload.daemon.ModuleService;
import io.github.kolink.autoload.daemon.ModuleSystem;
import io.github.kolink.autoload.daemon.Outcome;
import io.github.kolink.autoload.daemon.SystemClock;
import io.github.kolink.autoload.daemon.UnknownNameException;
import io.github.kolink.load.ResidentModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** A daemon in this process that knows names with an {@code a}. */
final class ServedNames {
    private static final ModuleSystem NAMES = new ModuleSystem() {
        @Override
        public List<String> load(String name) throws IOException {
            if (!name.contains("a")) {
                throw new UnknownNameException(name);
            }
            return List.of(name);
        }

        @Override
        public List<ResidentModule> list() {
            return List.of();
        }

        @Override
        public void remove(String module) {}
    };

    private final Path socket;
    private Optional<AutoloadClient> good = Optional.empty();

    ServedNames(Path socket) {
        this.socket = socket;
    }

    /** It begins with the first input: other targets need none. */
    private synchronized AutoloadClient good() throws IOException {
        if (good.isEmpty()) {
            ModuleService service =
                    new ModuleService(NAMES, ModuleMarks.inMemory(), List.of(), new SystemClock(), Runnable::run, 100);
            AutoloadServer server = new AutoloadServer(socket, service, Optional.empty(), 100);
            Thread serving = new Thread(() -> {
                try {
                    server.run();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            serving.setDaemon(true);
            serving.start();
            good = Optional.of(new AutoloadClient(socket, Duration.ofSeconds(2)));
        }
        return good.get();
    }

    /** Sends bytes as one client, then asks as another one. */
    String servesStill(byte[] sent) throws IOException {
        AutoloadClient client = good();
        try (SocketChannel other = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.connect(UnixDomainSocketAddress.of(socket));
            ByteBuffer bytes = ByteBuffer.wrap(sent);
            try {
                while (bytes.hasRemaining()) {
                    other.write(bytes);
                }
            } catch (IOException hungUp) {
                // What it sent was no request.
            }
            Outcome outcome = client.ask("request", "a", "1").get();
            if (!outcome.isDone() || !outcome.modules().equals(List.of("a"))) {
                throw new AssertionError("the other client is told " + outcome);
            }
            return "served";
        } catch (ExecutionException e) {
            throw new AssertionError("the other client is not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
