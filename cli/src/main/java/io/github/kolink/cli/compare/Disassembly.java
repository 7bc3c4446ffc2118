// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.compare;

import io.github.kolink.compare.SectionComparison;
import io.github.kolink.compare.SectionDifference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Instructions around a difference, by objdump where it is installed and knows the machine. */
final class Disassembly {
    private static final Map<String, List<String>> MACHINES = Map.of(
            "x86_64", List.of("-m", "i386:x86-64", "-M", "intel"),
            "aarch64", List.of("-m", "aarch64"),
            "m68k", List.of("-m", "m68k", "-EB"));
    private static final int MOST = 200;
    private static final int LINES_AROUND = 3;
    private static final int SECONDS = 10;

    private final List<String> options;
    private int left;

    Disassembly(String machine) {
        this.options = MACHINES.getOrDefault(machine, List.of());
        this.left = options.isEmpty() ? 0 : MOST;
    }

    /** A few instructions of our image or the kernel's; empty without objdump, and once many were shown. */
    Optional<String> of(SectionComparison section, SectionDifference difference, boolean captured) {
        if (left <= 0 || !section.executable()) {
            return Optional.empty();
        }
        left--;
        byte[] bytes = HexFormat.of().parseHex(captured ? difference.captured() : difference.linked());
        long address = section.address() + difference.from();
        try {
            return Optional.of(around(objdump(bytes, address), section.address() + difference.offset()))
                    .filter(text -> !text.isEmpty());
        } catch (IOException e) {
            left = 0; // not installed: do not try again
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private List<String> objdump(byte[] bytes, long address) throws IOException, InterruptedException {
        Path file = Files.createTempFile("kolink", ".bin");
        Path listing = Files.createTempFile("kolink", ".txt");
        try {
            Files.write(file, bytes);
            List<String> command = new java.util.ArrayList<>(List.of("objdump", "-D", "-b", "binary", "-w"));
            command.addAll(options);
            command.add("--adjust-vma=0x" + Long.toHexString(address));
            command.add(file.toString());
            Process process = new ProcessBuilder(command)
                    .redirectOutput(listing.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return List.of();
            }
            return Files.readAllLines(listing, StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.matches("\\s*[0-9a-f]+:\\t.*"))
                    .map(line -> line.strip().replaceAll("\\s+$", ""))
                    .toList();
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(listing);
        }
    }

    /** The line that holds an address, and some before and behind it. */
    private static String around(List<String> lines, long address) {
        int holds = 0;
        for (int i = 0; i < lines.size(); i++) {
            long at = Long.parseUnsignedLong(
                    lines.get(i).substring(0, lines.get(i).indexOf(':')), 16);
            if (Long.compareUnsigned(at, address) <= 0) {
                holds = i;
            }
        }
        return lines
                .subList(Math.max(0, holds - LINES_AROUND), Math.min(lines.size(), holds + LINES_AROUND + 1))
                .stream()
                .map(line -> line.replace('\t', ' '))
                .collect(Collectors.joining("\n"));
    }
}
