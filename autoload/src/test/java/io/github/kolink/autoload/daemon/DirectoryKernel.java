// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import io.github.kolink.load.ModuleState;
import io.github.kolink.load.ResidentModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** A kernel that outlives a killed daemon: a loaded module is a file, every load a line. */
final class DirectoryKernel implements ModuleSystem {
    private final Path directory;
    private final Runnable slowness;

    /** With what makes a load take its time. */
    DirectoryKernel(Path directory, Runnable slowness) {
        this.directory = directory;
        this.slowness = slowness;
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The daemon's process: SOCKET DIRECTORY MILLIS. */
    static final class Daemon {
        private Daemon() {}

        public static void main(String[] args) throws IOException {
            ExecutorService worker = Executors.newSingleThreadExecutor();
            DirectoryKernel kernel = new DirectoryKernel(Path.of(args[1]), () -> sleep(Integer.parseInt(args[2])));
            try (SystemClock clock = new SystemClock();
                    ModuleService service =
                            new ModuleService(kernel, ModuleMarks.inMemory(), List.of(), clock, worker, 100);
                    AutoloadServer server = new AutoloadServer(Path.of(args[0]), service, Optional.empty(), 200)) {
                server.run();
            }
        }
    }

    @Override
    public List<String> load(String name) throws IOException {
        if (!name.startsWith("module")) {
            throw new UnknownNameException(name);
        }
        Path file = directory.resolve(name);
        if (Files.notExists(file)) {
            slowness.run();
            try {
                Files.createFile(file);
            } catch (FileAlreadyExistsException e) {
                throw new LoadException("init_module " + name, Errno.EEXIST);
            }
            Files.writeString(
                    directory.resolve("log"),
                    name + "\n",
                    StandardCharsets.US_ASCII,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
        return List.of(name);
    }

    /** Names in the order of their loads. */
    List<String> loads() throws IOException {
        return Files.readAllLines(directory.resolve("log"));
    }

    @Override
    public List<ResidentModule> list() {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("module"))
                    .map(name -> new ResidentModule(name, 1, 4096, ModuleState.LIVE, 0, List.of(), OptionalInt.empty()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void remove(String module) {
        try {
            Files.delete(directory.resolve(module));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
