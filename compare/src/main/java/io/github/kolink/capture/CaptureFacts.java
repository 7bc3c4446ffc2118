// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture;

import java.util.Optional;

/**
 * What holds for a whole capture: {@code capture.properties}.
 *
 * @param stage how the sections were taken
 * @param release {@code uname -r}
 * @param banner {@code /proc/version}, one line
 * @param machine {@code uname -m}: {@code x86_64}, {@code aarch64}, {@code m68k}
 * @param cpu QEMU's name of the CPU model, or the running CPU's name
 * @param smp number of CPUs
 * @param kaslr whether the kernel was free to choose its addresses
 * @param commandLine the kernel's
 * @param tool what made the capture
 */
public record CaptureFacts(
        Stage stage,
        String release,
        String banner,
        String machine,
        String cpu,
        int smp,
        boolean kaslr,
        String commandLine,
        String tool) {
    /** How the sections were taken. */
    public enum Stage {
        /** Between {@code apply_relocations} and everything that follows; perhaps also before init. */
        RELOCATED,
        /** After init, from the running kernel's memory. */
        LOADED;

        /**
         * The word in the file.
         *
         * @return lower case
         */
        public String label() {
            return this == RELOCATED ? "relocated" : "loaded";
        }
    }

    static final int FORMAT = 1;

    void write(PropertiesFile file) {
        file.put("format", FORMAT);
        file.put("stage", stage.label());
        file.put("release", release);
        file.put("banner", banner);
        file.put("machine", machine);
        file.put("cpu", cpu);
        file.put("smp", smp);
        file.put("kaslr", kaslr ? "1" : "0");
        file.put("cmdline", commandLine);
        file.put("tool", tool);
    }

    static CaptureFacts read(PropertiesFile file) throws CaptureException {
        long format = file.number("format");
        if (format != FORMAT) {
            throw file.problem("format " + format + ", this version reads " + FORMAT);
        }
        String stage = file.text("stage");
        Stage known = Optional.of(Stage.RELOCATED)
                .filter(each -> each.label().equals(stage))
                .orElse(Stage.LOADED);
        if (!known.label().equals(stage)) {
            throw file.problem("stage is '" + stage + "', must be relocated or loaded");
        }
        return new CaptureFacts(
                known,
                file.text("release"),
                file.text("banner"),
                file.text("machine"),
                file.text("cpu"),
                (int) file.number("smp"),
                file.number("kaslr") != 0,
                file.text("cmdline"),
                file.text("tool"));
    }
}
