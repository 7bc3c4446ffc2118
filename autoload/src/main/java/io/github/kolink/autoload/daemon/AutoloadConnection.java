// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** One client of the server: lines in, lines out, both bounded. */
final class AutoloadConnection {
    /** The longest line of a request [bytes, without its end]. */
    static final int MAX_LINE = 4096;

    /** What may lie unread in front of a client before it is given up [bytes]. */
    static final int MAX_UNREAD = 16 << 20;

    /** How many requests of a client may be without an answer before no more are read. */
    static final int MAX_UNANSWERED = 10_000;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final AutoloadVerbs verbs;
    private final ByteBuffer in = ByteBuffer.allocate(1 << 15);
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Deque<ByteBuffer> out = new ArrayDeque<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    private long unread;
    /** Nothing more is taken from it: it is closed when all is sent. */
    private boolean ending;

    AutoloadConnection(SocketChannel channel, SelectionKey key, AutoloadVerbs verbs) {
        this.channel = channel;
        this.key = key;
        this.verbs = verbs;
    }

    void greet() {
        send(AutoloadVerbs.GREETING);
    }

    /** Queues a line. */
    void send(String text) {
        byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (out) {
            out.add(ByteBuffer.wrap(bytes));
            unread += bytes.length;
        }
    }

    /** Asks for what is wanted next. */
    void prepare() {
        synchronized (out) {
            if (unread > MAX_UNREAD || (ending && out.isEmpty())) {
                close();
                return;
            }
            try {
                boolean listens = !ending && unanswered.get() < MAX_UNANSWERED;
                key.interestOps((listens ? SelectionKey.OP_READ : 0) | (out.isEmpty() ? 0 : SelectionKey.OP_WRITE));
            } catch (CancelledKeyException e) {
                close();
            }
        }
    }

    /** Reads and writes what can be without waiting. */
    void serve() {
        try {
            if (key.isReadable() && !ending) {
                read();
            }
            if (key.isValid() && key.isWritable()) {
                write();
            }
        } catch (IOException | CancelledKeyException e) {
            close();
        }
    }

    private void write() throws IOException {
        synchronized (out) {
            while (!out.isEmpty()) {
                unread -= channel.write(out.element());
                if (out.element().hasRemaining()) {
                    return;
                }
                out.remove();
            }
        }
    }

    private void read() throws IOException {
        in.clear();
        if (channel.read(in) < 0) {
            close();
            return;
        }
        in.flip();
        while (in.hasRemaining() && !ending) {
            byte next = in.get();
            if (next == '\n') {
                take();
                line.reset();
            } else if (line.size() == MAX_LINE) {
                malformed("a line is longer than " + MAX_LINE + " bytes");
            } else {
                line.write(next);
            }
        }
    }

    private void take() {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
            unanswered.incrementAndGet();
            verbs.answer(text, this::answer);
        } catch (CharacterCodingException e) {
            malformed("a line is not UTF-8");
        } catch (IllegalArgumentException e) {
            malformed(String.valueOf(e.getMessage()));
        }
    }

    /** Called by whichever thread has the answer. */
    private void answer(Optional<String> reply) {
        unanswered.decrementAndGet();
        reply.ifPresent(this::send);
        if (key.isValid()) {
            key.selector().wakeup();
        }
    }

    private void malformed(String why) {
        send(AutoloadVerbs.malformed(why));
        ending = true;
    }

    private void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone, which is what was wanted.
        }
        key.cancel();
    }
}
