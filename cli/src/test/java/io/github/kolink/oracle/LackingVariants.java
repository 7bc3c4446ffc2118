// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** The variants that a kernel's modules are known to have nothing for ({@code lacking.tsv}: kernel, variant, what). */
final class LackingVariants {
    private LackingVariants() {}

    static SortedMap<String, String> of(String kernel) throws IOException {
        SortedMap<String, String> lacking = new TreeMap<>();
        try (InputStream in = Objects.requireNonNull(LackingVariants.class.getResourceAsStream("lacking.tsv"))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] words = line.split("\t", -1);
                if (words[0].equals(kernel)) {
                    lacking.put(words[1], words[2]);
                }
            }
        }
        return lacking;
    }
}
