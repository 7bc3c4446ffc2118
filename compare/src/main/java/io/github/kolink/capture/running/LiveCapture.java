// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.running;

import io.github.kolink.capture.Capture;
import io.github.kolink.capture.CaptureFacts;
import io.github.kolink.capture.CaptureForecast;
import io.github.kolink.capture.CaptureListener;
import io.github.kolink.capture.CaptureWriter;
import io.github.kolink.capture.CapturedKernel;
import io.github.kolink.capture.ModuleFacts;
import io.github.kolink.capture.PlannedModule;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleFile;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Captures modules of the kernel that runs this program. Nothing is loaded; what is loaded is read. */
public final class LiveCapture {
    private static final String KALLSYMS = "/proc/kallsyms";
    private static final String TOOL = "kolink capture --live";

    private final KernelFiles files;
    private final byte[] kallsyms;
    private final KernelSnapshot symbols;
    private final Set<String> loaded;

    private LiveCapture(KernelFiles files, byte[] kallsyms, KernelSnapshot symbols, Set<String> loaded) {
        this.files = files;
        this.kallsyms = kallsyms;
        this.symbols = symbols;
        this.loaded = loaded;
    }

    /**
     * Looks at the running kernel, and whether it lets itself be looked at.
     *
     * @param files where it tells about itself
     * @return a capture that is to be made
     * @throws IOException if it needs root, or the kernel hides its memory or its addresses even then
     */
    public static LiveCapture open(KernelFiles files) throws IOException {
        try {
            KernelCore.open(files);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (FileSystemException e) {
            throw new IOException(
                    "the running kernel can be captured by root only, and not under lockdown: " + e.getMessage(), e);
        }
        byte[] kallsyms = files.read(KALLSYMS);
        KernelSnapshot symbols = KernelSnapshot.of(ByteBuffer.wrap(withoutModules(kallsyms)), KALLSYMS);
        Set<String> loaded = new TreeSet<>();
        files.text("/proc/modules")
                .lines()
                .filter(line -> line.contains(" Live "))
                .forEach(line -> loaded.add(line.substring(0, line.indexOf(' '))));
        return new LiveCapture(files, kallsyms, symbols, loaded);
    }

    /**
     * The kernel's own symbols.
     *
     * @return those of {@code /proc/kallsyms} that no module owns
     */
    public KernelSnapshot symbols() {
        return symbols;
    }

    /**
     * The modules that run.
     *
     * @return names, sorted
     */
    public Set<String> loaded() {
        return loaded;
    }

    /**
     * What {@code uname -r} says.
     *
     * @return the kernel's release
     * @throws IOException if it cannot be read
     */
    public String release() throws IOException {
        return files.text("/proc/sys/kernel/osrelease");
    }

    /**
     * Captures the modules that the folder lacks.
     *
     * @param modules loaded ones, with all they use
     * @param config the kernel's configuration, copied into the capture; may be empty
     * @param folder where the capture lies or shall lie
     * @param listener told of progress and results
     * @return how many were captured
     * @throws IOException if a module is not what its file says, or the kernel or the disk fails; the modules that are
     *     complete stay
     */
    public int run(List<PlannedModule> modules, Optional<byte[]> config, Path folder, CaptureListener listener)
            throws IOException {
        Set<String> done = CaptureWriter.done(folder);
        if (modules.stream().allMatch(module -> done.contains(module.name()))) {
            return 0;
        }
        CaptureWriter writer = CaptureWriter.start(folder, facts(), withoutModules(kallsyms));
        if (writer.boot() == 0) {
            writer.write("cpuinfo", files.read("/proc/cpuinfo"));
            writer.write("kallsyms.loaded", kallsyms);
            if (config.isPresent()) {
                writer.write("config", config.get());
            }
        }
        Capture own = Capture.open(folder);
        RunningKernel kernel = new RunningKernel(
                files, CapturedKernel.linker(own, CapturedKernel.symbols(own, writer.boot()), symbols));
        CaptureForecast forecast = CaptureForecast.ofRunning(modules, done, System::nanoTime);
        int lacking = (int)
                modules.stream().filter(module -> !done.contains(module.name())).count();
        listener.starting(lacking, forecast.left());
        int captured = 0;
        for (int i = 0; i < modules.size(); i++) {
            listener.at("reading", i, modules.size());
            PlannedModule planned = modules.get(i);
            RunningModule taken =
                    kernel.take(KernelModule.of(ModuleFile.read(planned.path()).elf()));
            if (done.contains(planned.name())) {
                writer.again(planned.name(), taken.sections(), taken.percpu());
                forecast.loaded(planned, 0);
                continue;
            }
            CaptureWriter.ModuleWriter out = writer.module(planned.name());
            out.sections(taken.sections());
            out.loaded(taken.bytes());
            ModuleFacts facts = new ModuleFacts(
                    planned.name(),
                    planned.relative(),
                    planned.sha256(),
                    0,
                    OptionalLong.of(taken.coreSize()),
                    taken.percpu(),
                    i,
                    writer.boot(),
                    Optional.empty());
            out.complete(facts);
            captured++;
            listener.captured(facts);
            forecast.loaded(planned, out.written());
            listener.left(forecast.left());
        }
        return captured;
    }

    private CaptureFacts facts() throws IOException {
        String cpuinfo = new String(files.read("/proc/cpuinfo"), StandardCharsets.UTF_8);
        String commandLine = files.text("/proc/cmdline");
        return new CaptureFacts(
                CaptureFacts.Stage.LOADED,
                release(),
                files.text("/proc/version"),
                machine(),
                cpuinfo.lines()
                        .filter(line -> line.startsWith("model name") || line.startsWith("CPU part"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse("unknown"),
                (int) cpuinfo.lines()
                        .filter(line -> line.startsWith("processor"))
                        .count(),
                !List.of(commandLine.split(" ", -1)).contains("nokaslr"),
                commandLine,
                TOOL);
    }

    /** What {@code uname -m} says; kernels before 6.1 have no file for it. */
    private String machine() {
        try {
            return files.text("/proc/sys/kernel/arch");
        } catch (IOException e) {
            String here = System.getProperty("os.arch", "");
            return here.equals("amd64") ? "x86_64" : here;
        }
    }

    /** The lines without an owner in brackets. */
    private static byte[] withoutModules(byte[] kallsyms) {
        ByteArrayOutputStream own = new ByteArrayOutputStream(kallsyms.length);
        for (int start = 0; start < kallsyms.length; ) {
            int end = start;
            while (end < kallsyms.length && kallsyms[end] != '\n') {
                end++;
            }
            if (end > start && kallsyms[end - 1] != ']') {
                own.write(kallsyms, start, end - start);
                own.write('\n');
            }
            start = end + 1;
        }
        return own.toByteArray();
    }
}
