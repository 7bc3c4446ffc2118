// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.kolink.load.Errno;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 10, unit = TimeUnit.MINUTES)
class AutoloadServerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int NAMES = 50;
    private static final int REQUESTS = 10_000;
    private static final int CLIENTS = 50;

    @TempDir
    private Path directory = Path.of("");

    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        worker.shutdownNow();
    }

    private Path socket() {
        return directory.resolve("s");
    }

    private DirectoryKernel kernel(Runnable slowness) throws IOException {
        return new DirectoryKernel(Files.createDirectories(directory.resolve("kernel")), slowness);
    }

    private DirectoryKernel kernel() throws IOException {
        return kernel(() -> {});
    }

    private AutoloadServer serve(DirectoryKernel kernel, int clients) throws IOException {
        ModuleService service =
                new ModuleService(kernel, ModuleMarks.inMemory(), List.of(), new VirtualClock(), worker, 100);
        AutoloadServer server = new AutoloadServer(
                socket(), service, Optional.of(new KeyValueStore(directory.resolve("values"))), clients);
        Thread thread = new Thread(() -> {
            try {
                server.run();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        open.add(server);
        return server;
    }

    private AutoloadClient client() {
        AutoloadClient client = new AutoloadClient(socket(), PATIENCE);
        open.add(client);
        return client;
    }

    private static Outcome ask(AutoloadClient client, String verb, String... operands) throws Exception {
        return client.ask(verb, operands).get(2, TimeUnit.MINUTES);
    }

    /** All requests are on their way before the first is answered; each client asks for every name. */
    private List<CompletableFuture<Outcome>> storm() {
        List<AutoloadClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(client());
        }
        List<CompletableFuture<Outcome>> answers = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            answers.add(clients.get(i % CLIENTS).ask("request", "module" + i / CLIENTS % NAMES, Integer.toString(i)));
        }
        return answers;
    }

    private static void allLoaded(List<CompletableFuture<Outcome>> answers) throws Exception {
        for (int i = 0; i < REQUESTS; i++) {
            assertEquals(
                    new Outcome(0, "", List.of("module" + i / CLIENTS % NAMES)),
                    answers.get(i).get(5, TimeUnit.MINUTES));
        }
    }

    @Test
    void tenThousandRequestsForFiftyNamesAreFiftyLoads() throws Exception {
        CountDownLatch allWait = new CountDownLatch(1);
        DirectoryKernel kernel = kernel(() -> {
            try {
                allWait.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        serve(kernel, 200);
        List<CompletableFuture<Outcome>> answers = storm();
        AutoloadClient other = client();
        while (!ask(other, "status").modules().get(0).contains("\"requests\":10000,")) {
            Thread.sleep(5);
        }
        assertTrue(answers.stream().noneMatch(CompletableFuture::isDone));
        allWait.countDown();
        allLoaded(answers);
        String status = ask(other, "status").modules().get(0);
        assertTrue(status.contains("\"requests\":10000,\"loads\":50,\"joined\":9950,\"refused\":0,"), status);
        assertEquals(NAMES, kernel.loads().size());
        assertEquals(NAMES, new HashSet<>(kernel.loads()).size());
    }

    /** The daemon is killed while they wait, again and again; nobody is forgotten and nothing loaded twice. */
    @Test
    void aKilledDaemonLosesNoRequest() throws Exception {
        DirectoryKernel kernel = kernel();
        Random random = new Random();
        List<CompletableFuture<Outcome>> answers = storm();
        int kills = 0;
        Process daemon = daemon();
        try {
            while (!answers.stream().allMatch(CompletableFuture::isDone)) {
                awaitSome(answers, kernel, random.nextInt(4));
                if (kills < 5 && !answers.stream().allMatch(CompletableFuture::isDone)) {
                    daemon.destroyForcibly();
                    daemon.onExit().join();
                    kills++;
                    daemon = daemon();
                }
            }
            allLoaded(answers);
        } finally {
            daemon.destroyForcibly();
        }
        assertTrue(kills > 0, "it was never killed");
        // A second load would have been answered with EEXIST.
        assertEquals(NAMES, kernel.list().size());
        assertEquals(kernel.loads().size(), new HashSet<>(kernel.loads()).size());
    }

    /** Waits until some more modules are loaded, or all is answered. */
    private static void awaitSome(List<CompletableFuture<Outcome>> answers, DirectoryKernel kernel, int more)
            throws Exception {
        int before = kernel.list().size();
        int wanted = Math.min(NAMES, before + more);
        while (kernel.list().size() < wanted
                || (wanted == NAMES && !answers.stream().allMatch(CompletableFuture::isDone))) {
            Thread.sleep(5);
        }
    }

    private Process daemon() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DirectoryKernel.Daemon.class.getName(),
                        socket().toString(),
                        directory.resolve("kernel").toString(),
                        "20")
                .inheritIO()
                .start();
    }

    @Test
    void everyVerbIsAnswered() throws Exception {
        serve(kernel(), 10);
        AutoloadClient client = client();
        assertEquals(new Outcome(0, "", List.of("module1")), ask(client, "request", "module1"));
        assertEquals(new Outcome(2, "Module nothing not found", List.of()), ask(client, "request", "nothing", "17"));
        assertEquals(0, ask(client, "delayed-release", "module1").errno());
        assertTrue(ask(client, "status").modules().get(0).contains("\"releases\":[\"module1\"]"));
        assertEquals(0, ask(client, "cancel-release", "module1").errno());
        assertEquals(
                "no release of module1 was to come",
                ask(client, "cancel-release", "module1").message());
        assertEquals(List.of(), ask(client, "sweep").modules());
        assertEquals(List.of("module1"), ask(client, "sweep").modules());
        assertEquals(0, ask(client, "keep", "on").errno());
        assertEquals(0, ask(client, "delay", "120").errno());
        assertTrue(ask(client, "status").modules().get(0).startsWith("{\"version\":1,\"delay\":120,\"keep\":true,"));
        assertEquals(0, ask(client, "set", "k\ney", "v\talue %").errno());
        assertEquals(List.of("v\talue %"), ask(client, "get", "k\ney").modules());
        assertEquals(0, ask(client, "set", "k\ney", "").errno());
        assertEquals("key is not set", ask(client, "get", "key").message());
        for (String other : List.of("system", "request-route", "blanker", "pnp", "arp")) {
            assertEquals(
                    new Outcome(
                            Errno.EOPNOTSUPP.number(),
                            "'" + other + "' of kerneld is not served: no module's concern",
                            List.of()),
                    ask(client, other, "x"));
        }
        assertEquals("no verb 'dance'", ask(client, "dance").message());
        assertEquals(
                "'release' has 2 operands, not 1",
                ask(client, "release", "a", "b").message());
        assertEquals(Errno.EINVAL.number(), ask(client, "delay", "soon").errno());
        assertEquals(Errno.ERANGE.number(), ask(client, "delay", "-1").errno());
    }

    @Test
    void theSocketIsItsOwnersAndThereIsOneServer() throws Exception {
        AutoloadServer first = serve(kernel(), 10);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())));
        String refusal = String.valueOf(assertThrows(Exception.class, () -> new ProcessServer(socket()).run())
                .getMessage());
        assertTrue(refusal.contains("is served by another process"), refusal);
        first.close();
        assertTrue(Files.notExists(socket()));
        Files.createFile(socket()); // what a killed one leaves
        serve(kernel(), 10);
        assertEquals(0, ask(client(), "request", "module1").errno());
    }

    /** A jlink image may lack module jdk.net: the first client would have ended the daemon. */
    @Test
    void aRuntimeThatCannotTellWhoAsksIsRefused() {
        IOException refused = assertThrows(
                IOException.class, () -> new ProcessServer(socket()).run("--limit-modules", "java.base,java.logging"));
        assertTrue(String.valueOf(refused.getMessage()).contains("has no module jdk.net"), refused::getMessage);
        assertTrue(Files.notExists(socket()));
    }

    /** Another process, which must not get the socket: the message of its error. */
    private record ProcessServer(Path socket) {
        void run(String... options) throws Exception {
            List<String> line = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            line.addAll(List.of(options));
            line.addAll(List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    DirectoryKernel.Daemon.class.getName(),
                    socket.toString(),
                    socket.resolveSibling("kernel").toString(),
                    "0"));
            Process other = new ProcessBuilder(line).redirectErrorStream(true).start();
            if (!other.waitFor(1, TimeUnit.MINUTES)) {
                other.destroyForcibly().waitFor(); // it serves
            }
            String said = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            throw new IOException(said);
        }
    }

    @Test
    void withoutAServerThePatienceEnds() {
        AutoloadClient client = new AutoloadClient(directory.resolve("nobody"), Duration.ofMillis(200));
        assertThrows(ExecutionException.class, () -> client.ask("status").get(1, TimeUnit.MINUTES));
        assertThrows(ExecutionException.class, () -> client.ask("status").get(1, TimeUnit.MINUTES));
    }

    private SocketChannel raw() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket()));
        open.add(channel);
        return channel;
    }

    private static String talk(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(bytes);
        while (all.hasRemaining()) {
            channel.write(all);
        }
        ByteBuffer answer = ByteBuffer.allocate(1 << 16);
        while (channel.read(answer) >= 0) {
            // to its end: the server hangs up
        }
        return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
    }

    @Test
    void nonsenseEndsItsConnectionAndNothingElse() throws Exception {
        serve(kernel(), 100);
        AutoloadClient good = client();
        byte[] overlong = "1\trequest\t".repeat(1000).getBytes(StandardCharsets.UTF_8);
        for (byte[] nonsense : List.of(
                "hello\n".getBytes(StandardCharsets.UTF_8),
                "-1\tstatus\n".getBytes(StandardCharsets.UTF_8),
                "1\n".getBytes(StandardCharsets.UTF_8),
                "1\trequest\t%zz\n".getBytes(StandardCharsets.UTF_8),
                "\n".getBytes(StandardCharsets.UTF_8),
                new byte[] {'1', '\t', (byte) 0xff, '\n'},
                overlong)) {
            String answer = talk(raw(), nonsense);
            assertTrue(answer.startsWith("kolink-autoload\t1\n0\t71\t"), answer);
            assertEquals(0, ask(good, "request", "module1").errno());
        }
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] noise = new byte[random.nextInt(5000)];
            random.nextBytes(noise);
            SocketChannel channel = raw();
            try {
                channel.write(ByteBuffer.wrap(noise));
            } catch (IOException e) {
                // hung up already
            }
            channel.close();
        }
        assertEquals(0, ask(good, "request", "module2").errno());
    }

    /** Nobody waits for one who asks and does not read: it is given up when too much lies in front of it. */
    @Test
    void whoDoesNotReadHindersNobody() throws Exception {
        serve(kernel(), 10);
        AutoloadClient good = client();
        SocketChannel deaf = raw();
        deaf.configureBlocking(false);
        ByteBuffer again = ByteBuffer.wrap("1\tstatus\n".repeat(1000).getBytes(StandardCharsets.UTF_8));
        boolean hungUp = false;
        for (int i = 0; i < 20_000 && !hungUp; i++) {
            try {
                deaf.write(again.rewind());
            } catch (IOException e) {
                hungUp = true;
            }
            if (i % 500 == 0) {
                assertEquals(0, ask(good, "request", "module" + i).errno());
            }
        }
        assertTrue(hungUp, "it was given up");
        assertEquals(0, ask(good, "status").errno());
    }

    @Test
    void tooManyClientsAreTurnedAway() throws Exception {
        serve(kernel(), 3);
        List<AutoloadClient> in = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            in.add(client());
            assertEquals(0, ask(in.get(i), "request", "module1").errno());
        }
        AutoloadClient late = new AutoloadClient(socket(), Duration.ofMillis(300));
        CompletableFuture<Outcome> answer = late.ask("request", "module1");
        assertThrows(ExecutionException.class, () -> answer.get(1, TimeUnit.MINUTES));
        in.get(0).close();
        assertEquals(0, ask(client(), "request", "module1").errno());
    }

    @Test
    void aRequestWithoutIdentityIsDoneAndNotAnswered() throws Exception {
        DirectoryKernel kernel = kernel();
        serve(kernel, 10);
        SocketChannel channel = raw();
        channel.write(ByteBuffer.wrap("0\trequest\tmodule7\nend\n".getBytes(StandardCharsets.UTF_8)));
        String answer = talk(channel, new byte[0]);
        assertEquals(2, answer.lines().count(), answer);
        while (kernel.list().isEmpty()) {
            Thread.sleep(5);
        }
        assertEquals("module7", kernel.list().get(0).name());
    }
}
