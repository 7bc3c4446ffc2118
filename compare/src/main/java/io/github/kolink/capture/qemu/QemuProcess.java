// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A QEMU that waits for its debugger before it runs the first instruction, with its RAM in a file. It ends with this
 * object, or with this process; its files go with it.
 */
final class QemuProcess implements AutoCloseable {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final int CONNECT_SECONDS = 30;

    private final Process process;
    private final Path folder;
    private final Thread hook;

    private QemuProcess(Process process, Path folder) {
        this.process = process;
        this.folder = folder;
        this.hook = new Thread(this::end);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** A folder for the files of one guest, in memory where there is room for them. */
    static Path folder(long size) throws IOException {
        if (Files.isWritable(SHARED_MEMORY) && Files.getFileStore(SHARED_MEMORY).getUsableSpace() > size + (1L << 30)) {
            return Files.createTempDirectory(SHARED_MEMORY, "kolink-capture-");
        }
        return Files.createTempDirectory("kolink-capture-");
    }

    /** Starts QEMU with {@code initrd} in the folder. */
    static QemuProcess start(Path folder, GuestRequest request, String commandLine, int memoryMiB) throws IOException {
        try (RandomAccessFile ram = new RandomAccessFile(ram(folder).toFile(), "rw")) {
            ram.setLength((long) memoryMiB << 20);
        }
        GuestMachine machine = request.machine();
        List<String> command = new ArrayList<>(List.of(machine.program()));
        add(command, "-accel tcg,tb-size=256 -nodefaults -display none -no-reboot -S");
        add(command, "-machine " + machine.machineType() + ",memory-backend=ram0");
        add(command, "-cpu " + request.cpu() + " -smp " + request.smp() + " -m " + memoryMiB + "M");
        add(command, "-object memory-backend-file,id=ram0,share=on,size=" + memoryMiB + "M,mem-path=" + ram(folder));
        add(command, "-chardev socket,id=gdb0,server=on,wait=off,path=" + socket(folder) + " -gdb chardev:gdb0");
        add(command, "-serial file:" + console(folder));
        command.addAll(List.of("-kernel", request.kernel().toString()));
        command.addAll(List.of("-initrd", initrd(folder).toString(), "-append", commandLine));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("qemu.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new IOException(
                    machine.program()
                            + " could not be started (Debian: qemu-system-x86, qemu-system-arm, qemu-system-misc): "
                            + e.getMessage(),
                    e);
        }
        return new QemuProcess(process, folder);
    }

    private static void add(List<String> command, String options) {
        command.addAll(List.of(options.split(" ")));
    }

    static Path initrd(Path folder) {
        return folder.resolve("initrd");
    }

    private static Path ram(Path folder) {
        return folder.resolve("ram");
    }

    private static Path socket(Path folder) {
        return folder.resolve("gdb");
    }

    private static Path console(Path folder) {
        return folder.resolve("console.log");
    }

    Path ram() {
        return ram(folder);
    }

    /** Connects to the debugger's stub. */
    @SuppressWarnings("BusyWait") // QEMU makes its socket a moment after it was started
    GdbClient debugger(GuestMachine machine) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CONNECT_SECONDS);
        while (!Files.exists(socket(folder))) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException("QEMU did not start: " + tail());
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket(folder)));
        return new GdbClient(
                Channels.newInputStream(channel), new Writer(channel), machine.byteOrder(), machine.wordSize());
    }

    /** Writes beside a reader: the streams of {@link Channels} shut each other out. */
    private static final class Writer extends OutputStream {
        private final SocketChannel channel;

        Writer(SocketChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
        }
    }

    /** The end of what QEMU and the guest's console said. */
    String tail() {
        return tail(folder.resolve("qemu.log")) + tail(console(folder));
    }

    private static String tail(Path log) {
        try {
            String text = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? "" : "\n" + text.substring(Math.max(0, text.length() - 2000));
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void end() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
