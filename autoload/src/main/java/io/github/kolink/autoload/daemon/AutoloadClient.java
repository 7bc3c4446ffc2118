// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import io.github.kolink.state.Fields;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks an {@link AutoloadServer}. If the server goes away, what was not answered is asked again of the next one, as long as
 * the patience lasts: every request means the same if it is done twice. Thread-safe.
 */
public final class AutoloadClient implements AutoCloseable {
    private static final long PAUSE = 20;

    private final Path socket;
    private final Duration patience;
    private final Map<Integer, Asked> asked = new LinkedHashMap<>();
    private @Nullable SocketChannel channel;
    private int lastId;
    private boolean closed;

    private record Asked(String line, CompletableFuture<Outcome> answer) {}

    /**
     * A client, connecting in the background.
     *
     * @param socket the server's
     * @param patience how long it tries to connect, at first and after each loss
     */
    public AutoloadClient(Path socket, Duration patience) {
        this.socket = socket;
        this.patience = patience;
        Thread reader = new Thread(this::run, "kolink-autoload-client");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Asks.
     *
     * @param verb of docs/autoload.md
     * @param operands its operands
     * @return the answer; fails with an {@link IOException} when the patience is at its end
     */
    public CompletableFuture<Outcome> ask(String verb, String... operands) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        synchronized (asked) {
            if (closed) {
                answer.completeExceptionally(new IOException(socket + ": no server answers"));
                return answer;
            }
            lastId = lastId % 999_999_999 + 1;
            String[] fields = new String[2 + operands.length];
            fields[0] = Integer.toString(lastId);
            fields[1] = verb;
            System.arraycopy(operands, 0, fields, 2, operands.length);
            Asked question = new Asked(Fields.line(fields), answer);
            asked.put(lastId, question);
            if (channel != null) {
                write(question);
            }
        }
        return answer;
    }

    /** Under the lock. What cannot be written is written to the next server. */
    private void write(Asked question) {
        SocketChannel to = channel;
        if (to == null) {
            return;
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap((question.line() + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                to.write(bytes);
            }
        } catch (IOException e) {
            channel = null;
        }
    }

    private void run() {
        IOException last = new IOException(socket + ": no server answers");
        long end = System.nanoTime() + patience.toNanos();
        while (!isClosed() && System.nanoTime() < end) {
            try (SocketChannel open = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                open.connect(UnixDomainSocketAddress.of(socket));
                InputStream lines = new BufferedInputStream(Channels.newInputStream(open));
                if (greeted(lines)) {
                    last = new IOException(socket + ": the server has gone away");
                    connected(open);
                    read(lines);
                    end = System.nanoTime() + patience.toNanos();
                }
            } catch (IOException e) {
                last = new IOException(socket + ": " + e.getMessage(), e);
            } catch (IllegalArgumentException e) {
                last = new IOException(socket + ": what answers is no such server", e);
                break;
            }
            disconnected();
            pause();
        }
        fail(last);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean greeted(InputStream lines) throws IOException {
        String greeting = line(lines);
        if (!greeting.isEmpty() && !greeting.equals(AutoloadVerbs.GREETING)) {
            throw new IllegalArgumentException(greeting);
        }
        return !greeting.isEmpty();
    }

    /** The next line; empty at the end, and for one that was cut off by it. */
    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            }
            line.write(next);
        }
        return "";
    }

    private void connected(SocketChannel open) {
        synchronized (asked) {
            channel = open;
            asked.values().forEach(this::write);
        }
    }

    private void disconnected() {
        synchronized (asked) {
            channel = null;
        }
    }

    private void read(InputStream lines) throws IOException {
        for (String line = line(lines); !line.isEmpty(); line = line(lines)) {
            String[] fields = Fields.of(line);
            if (fields.length < 3) {
                throw new IllegalArgumentException(line);
            }
            Outcome outcome = new Outcome(
                    Integer.parseInt(fields[1]),
                    fields[2],
                    List.copyOf(Arrays.asList(fields).subList(3, fields.length)));
            Asked question;
            synchronized (asked) {
                question = asked.remove(Integer.parseInt(fields[0]));
            }
            if (question != null) {
                question.answer().complete(outcome);
            }
        }
    }

    private boolean isClosed() {
        synchronized (asked) {
            return closed;
        }
    }

    private void fail(IOException why) {
        List<Asked> left;
        synchronized (asked) {
            closed = true;
            left = List.copyOf(asked.values());
            asked.clear();
        }
        left.forEach(question -> question.answer().completeExceptionally(why));
    }

    /** Disconnects; what was not answered fails. */
    @Override
    public void close() {
        synchronized (asked) {
            closed = true;
            if (channel != null) {
                try {
                    channel.close();
                } catch (IOException e) {
                    // It is gone, which is what was wanted.
                }
                channel = null;
            }
        }
    }
}
