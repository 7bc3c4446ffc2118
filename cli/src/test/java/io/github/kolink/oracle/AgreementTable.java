// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import io.github.kolink.finding.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All comparisons of a kernel, as a file of tab-separated lines, and what they come to. */
final class AgreementTable {
    /** Trials whose outcome no file decides, with the input that would: told, and not counted. */
    private static final Map<String, String> NOT_PREDICTED = Map.of(
            "btf-damaged",
            "R-69: which type is wrong depends on the types of vmlinux, whose BTF is not read",
            "digest-sha512",
            "R-13: whether a digest that is a module is there depends on modprobe",
            "digest-sha3-384",
            "R-13: the same",
            "name-of-built-in",
            "R-71: the packages of 7.3 do not list what is built in");

    private final String kernel;
    private final List<String> lines = new ArrayList<>();
    private final List<String> lacking = new ArrayList<>();
    private final List<String> disagreements = new ArrayList<>();
    private int agreed;
    private int undefined;
    private int unpredicted;

    AgreementTable(String kernel) {
        this.kernel = kernel;
        lines.add("boot\ttrial\trow\tpredicted\treal\ttaints\tagrees\tprinted");
    }

    void add(TrialBoot boot, Comparison comparison) {
        String says;
        if (NOT_PREDICTED.containsKey(comparison.trial().name()) && !comparison.agrees()) {
            unpredicted++;
            says = "not predicted";
        } else if (comparison.predicted().verdict() == Verdict.UNDEFINED) {
            undefined++;
            says = "undefined";
        } else if (comparison.agrees()) {
            agreed++;
            says = "yes";
        } else {
            disagreements.add(boot.name() + ": " + comparison);
            says = "NO";
        }
        lines.add(String.join(
                "\t",
                boot.name(),
                comparison.trial().name().replace('\t', ' '),
                comparison.trial().row(),
                comparison.predicted().outcome(),
                comparison.real().outcome(),
                comparison.real().taints(),
                says,
                String.join(" | ", comparison.real().lines())));
    }

    /** A variant that this kernel's modules have nothing for. */
    void lacks(String variant, String what) {
        lacking.add("-\t" + variant + "\t-\tnot made: " + what + "\t-\t-\t-\t");
    }

    List<String> disagreements() {
        return List.copyOf(disagreements);
    }

    /** Writes the table; its name tells the kernel. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.write(
                folder.resolve(kernel + ".tsv"),
                Stream.concat(lines.stream(), lacking.stream()).toList());
    }

    @Override
    public String toString() {
        return kernel + ": " + (lines.size() - 1) + " trials, " + agreed + " agree, " + disagreements.size()
                + " disagree, " + undefined + " predicted as undefined, " + unpredicted + " not predicted "
                + NOT_PREDICTED + ", " + lacking.size() + " cannot be made of its modules";
    }
}
