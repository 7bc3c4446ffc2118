// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lines that a kernel prints once in its life, because it is tainted afterwards or because it says so
 * (kernel/module/main.c, kernel/panic.c 6.1).
 */
final class OnceLines {
    private static final List<Pattern> KINDS = List.of(
            Pattern.compile(".*: module verification failed: signature and/or required key missing - tainting kernel"),
            Pattern.compile(".*: loading out-of-tree module taints kernel\\."),
            Pattern.compile(".*: module license '.*' taints kernel\\."),
            Pattern.compile(".*: loading test module taints kernel\\."),
            Pattern.compile(".*: tainting kernel with TAINT_LIVEPATCH"),
            Pattern.compile(".*: kernel tainted\\."),
            Pattern.compile("Disabling lock debugging due to kernel taint"));

    private final Set<Pattern> seen = new HashSet<>();

    /** The lines without those that this kernel has printed already. */
    List<String> notYet(List<String> lines) {
        return lines.stream()
                .filter(line ->
                        seen.stream().noneMatch(kind -> kind.matcher(line).matches()))
                .toList();
    }

    void saw(List<String> lines) {
        for (Pattern kind : KINDS) {
            if (lines.stream().anyMatch(line -> kind.matcher(line).matches())) {
                seen.add(kind);
            }
        }
    }
}
