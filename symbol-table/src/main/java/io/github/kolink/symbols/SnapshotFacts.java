// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.symbols;

import io.github.kolink.symbols.structure.StructModule;
import io.github.kolink.symbols.table.Knowledge;
import io.github.kolink.symbols.table.SourceFacts;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * What a snapshot knows besides its symbols. Written as lines {@code key=value}, so that a snapshot file shows them to
 * {@code strings}; unknown keys are skipped by a reader.
 *
 * @param release kernel release
 * @param banner "Linux version ..."
 * @param vermagic with its trailing blank
 * @param architecture as {@code uname -m} prints it
 * @param buildId GNU build ID [hex]
 * @param knows which questions the sources can answer
 * @param system what is known beside the kernel
 * @param sources in merge order
 * @param conflicts sentences
 * @param certificates X.509 certificates the kernel trusts [DER in base64]; empty if that is not known
 * @param structModule the kernel's own {@code struct module}, as it tells it; empty if that is not known
 */
record SnapshotFacts(
        Optional<String> release,
        Optional<String> banner,
        Optional<String> vermagic,
        Optional<String> architecture,
        Optional<String> buildId,
        Knowledge knows,
        SystemFacts system,
        List<SnapshotSource> sources,
        List<String> conflicts,
        List<String> certificates,
        Optional<StructModule> structModule) {

    SnapshotFacts {
        sources = List.copyOf(sources);
        conflicts = List.copyOf(conflicts);
        certificates = List.copyOf(certificates);
    }

    /** What one source says. */
    static SnapshotFacts of(SourceKind kind, String fileName, SourceFacts facts) {
        var source = new SnapshotSource(kind, fileName, facts.symbols(), facts.exports(), facts.crcs(), facts.note());
        return new SnapshotFacts(
                facts.release(),
                facts.banner(),
                facts.vermagic(),
                facts.architecture(),
                facts.buildId(),
                facts.knows(),
                SystemFacts.NONE,
                List.of(source),
                List.of(),
                facts.certificates(),
                facts.structModule());
    }

    /** What is known of a system, from one file. */
    static SnapshotFacts of(SystemFacts system, SnapshotSource source) {
        Optional<String> none = Optional.empty();
        Optional<String> vermagic =
                system.reference().map(ReferenceModule::vermagic).filter(text -> !text.isEmpty());
        Optional<String> release = vermagic.map(text -> text.substring(0, Math.max(0, text.indexOf(' '))))
                .filter(text -> !text.isEmpty());
        return new SnapshotFacts(
                release,
                none,
                vermagic,
                none,
                none,
                Knowledge.NONE,
                system,
                List.of(source),
                List.of(),
                List.of(),
                Optional.empty());
    }

    String text() {
        StringBuilder out = new StringBuilder();
        release.ifPresent(value -> line(out, "release", value));
        banner.ifPresent(value -> line(out, "banner", value));
        vermagic.ifPresent(value -> line(out, "vermagic", value));
        architecture.ifPresent(value -> line(out, "architecture", value));
        buildId.ifPresent(value -> line(out, "build-id", value));
        line(out, "knows", knows.text());
        for (String fact : system.lines()) {
            line(out, fact.substring(0, fact.indexOf('=')), fact.substring(fact.indexOf('=') + 1));
        }
        for (SnapshotSource source : sources) {
            line(
                    out,
                    "source",
                    String.join(
                            "\t",
                            source.kind().name(),
                            flat(source.fileName()),
                            Integer.toString(source.symbols()),
                            Integer.toString(source.exports()),
                            Integer.toString(source.crcs()),
                            flat(source.note())));
        }
        conflicts.forEach(conflict -> line(out, "conflict", conflict));
        certificates.forEach(certificate -> line(out, "certificate", certificate));
        structModule.ifPresent(struct ->
                line(out, "struct-module", struct.size() + "\t" + struct.initOffset() + "\t" + struct.exitOffset()));
        return out.toString();
    }

    private static void line(StringBuilder out, String key, String value) {
        out.append(key)
                .append('=')
                .append(value.replace('\n', ' ').replace('\r', ' '))
                .append('\n');
    }

    private static String flat(String value) {
        return value.replace('\t', ' ');
    }

    /** Reads {@link #text()} back; throws {@link IllegalArgumentException} for a source line that is not one. */
    static SnapshotFacts parse(String text) {
        Optional<String> release = Optional.empty();
        Optional<String> banner = Optional.empty();
        Optional<String> vermagic = Optional.empty();
        Optional<String> architecture = Optional.empty();
        Optional<String> buildId = Optional.empty();
        Knowledge knows = Knowledge.NONE;
        SystemFacts system = SystemFacts.NONE;
        List<SnapshotSource> sources = new ArrayList<>();
        List<String> conflicts = new ArrayList<>();
        List<String> certificates = new ArrayList<>();
        Optional<StructModule> structModule = Optional.empty();
        int end;
        for (int start = 0; start < text.length(); start = end + 1) {
            int feed = text.indexOf('\n', start);
            end = feed < 0 ? text.length() : feed;
            String line = text.substring(start, end);
            int equals = Math.max(line.indexOf('='), 0);
            String value = line.substring(Math.min(equals + 1, line.length()));
            switch (line.substring(0, equals)) {
                case "release" -> release = Optional.of(value);
                case "banner" -> banner = Optional.of(value);
                case "vermagic" -> vermagic = Optional.of(value);
                case "architecture" -> architecture = Optional.of(value);
                case "build-id" -> buildId = Optional.of(value);
                case "knows" -> knows = Knowledge.of(value);
                case "source" -> sources.add(source(value));
                case "conflict" -> conflicts.add(value);
                case "certificate" -> certificates.add(checked(value));
                case "struct-module" -> structModule = Optional.of(structModule(value));
                default -> system = system.with(line.substring(0, equals), value);
            }
        }
        return new SnapshotFacts(
                release,
                banner,
                vermagic,
                architecture,
                buildId,
                knows,
                system,
                sources,
                conflicts,
                certificates,
                structModule);
    }

    /** Base64 that can be decoded, or an {@link IllegalArgumentException}. */
    private static String checked(String base64) {
        Base64.getDecoder().decode(base64);
        return base64;
    }

    private static StructModule structModule(String line) {
        String[] parts = line.split("\t", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("struct-module has " + parts.length + " fields");
        }
        return new StructModule(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    private static SnapshotSource source(String line) {
        String[] parts = line.split("\t", -1);
        if (parts.length != 6) {
            throw new IllegalArgumentException("source line has " + parts.length + " fields");
        }
        return new SnapshotSource(
                SourceKind.valueOf(parts[0]),
                parts[1],
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]),
                Integer.parseInt(parts[4]),
                parts[5]);
    }
}
