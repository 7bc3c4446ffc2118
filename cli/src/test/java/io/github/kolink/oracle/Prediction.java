// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import io.github.kolink.finding.Taint;
import io.github.kolink.finding.Verdict;
import io.github.kolink.link.LinkResult;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What kolink says of a trial, in the words of a {@link RealLoad}.
 *
 * @param verdict of the load
 * @param errno if it is refused
 * @param lines what the kernel would print, escaped as /dev/kmsg does
 * @param taints in the order of /proc/modules
 */
record Prediction(Verdict verdict, String errno, List<String> lines, String taints) {
    /** The order in which the kernel prints a module's letters (taint_flags, kernel/panic.c 6.1). */
    private static final String ORDER = "PFCOEKXN";

    static Prediction of(LinkResult result) {
        return new Prediction(
                result.verdict(),
                result.verdict() == Verdict.REFUSED ? result.errno() : "",
                result.kernelMessages().stream().map(KernelLines::logged).toList(),
                ORDER.chars()
                        .mapToObj(letter -> String.valueOf((char) letter))
                        .filter(letter ->
                                result.taints().stream().map(Taint::name).anyMatch(letter::equals))
                        .collect(Collectors.joining()));
    }

    String outcome() {
        return switch (verdict) {
            case WOULD_LOAD, WOULD_LOAD_WITH_TAINT -> "loaded";
            case REFUSED -> errno;
            case UNDEFINED -> "undefined";
            case UNKNOWN -> "unknown";
        };
    }
}
