// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.backend;

import io.github.kolink.cli.guest.CommandLines;
import io.github.kolink.cli.guest.RelayedKernel;
import io.github.kolink.cli.terminal.Streams;
import io.github.kolink.cli.terminal.Terminal;
import io.github.kolink.kernel.device.DeviceKernel;
import io.github.kolink.load.LoadException;
import io.github.kolink.symbols.KernelSnapshot;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code kolink insmod} for a guest without a JVM. Each line of standard input is {@code insmod FILE}, {@code rmmod NAME} or
 * {@code lsmod}; for each it prints {@code =}, the line, and 0 or the errno's name.
 */
public final class RelayedLoads {
    private RelayedLoads() {}

    /**
     * Loads.
     *
     * @param args the socket of the guest's relay; big or little; what tells of the kernel: configuration, Module.symvers
     * @throws IOException if the guest or a file cannot be read
     */
    public static void main(String[] args) throws IOException {
        ByteOrder order = args[1].equals("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        // The guest first: however this ends, it is told to go on.
        try (RelayedKernel guest = new RelayedKernel(Path.of(args[0]));
                DeviceBackend backend =
                        new DeviceBackend(new DeviceKernel(guest, guest, order), KernelFiles.of(known(args)));
                BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(
                        "= " + line + ": " + run(backend, line.strip().split(" +")));
            }
        }
    }

    private static List<KernelSnapshot> known(String... args) throws IOException {
        List<KernelSnapshot> known = new ArrayList<>();
        for (String file : Arrays.asList(args).subList(2, args.length)) {
            known.add(KernelSnapshot.open(Path.of(file)));
        }
        return known;
    }

    private static String run(DeviceBackend backend, String... words) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8);
        Streams streams = new Streams(both, both, InputStream.nullInputStream(), Terminal.ofProcess());
        int code = 0;
        switch (words[0]) {
            case "insmod" ->
                code = new Telling(streams, KmodWords::insmod).insert(backend, Path.of(words[1]), words[1], "");
            case "rmmod" -> {
                try {
                    backend.remove(words[1]);
                } catch (LoadException e) {
                    streams.say(KmodWords.plain(e.number()));
                    code = 1;
                }
            }
            default -> backend.list().forEach(module -> System.out.println(module.name() + " " + module.references()));
        }
        System.out.print(said.toString(StandardCharsets.UTF_8));
        return CommandLines.outcome(code, said.toString(StandardCharsets.UTF_8));
    }
}
