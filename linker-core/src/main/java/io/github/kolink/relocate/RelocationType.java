// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.relocate;

/**
 * One row of {@code relocations.csv}.
 *
 * @param number {@code ELF_R_TYPE}
 * @param name such as {@code R_X86_64_PC32}
 * @param width bytes of the place that are read or written, 0 if none
 * @param field which bits, in the psABI's words
 * @param formula how X is computed
 * @param psabiCheck which X the psABI allows
 * @param kernelCheck which X the kernel allows; {@code refused} if it refuses the type
 * @param source psABI section or kernel file and version
 * @param note how a module comes to contain the type, or what is special
 */
public record RelocationType(
        int number,
        String name,
        int width,
        String field,
        RelocationFormula formula,
        String psabiCheck,
        String kernelCheck,
        String source,
        String note) {
    /**
     * Whether the kernel applies the type.
     *
     * @return false if it refuses it
     */
    public boolean isApplied() {
        return !kernelCheck.equals("refused");
    }
}
