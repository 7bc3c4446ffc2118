// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture;

/** Sees the work of a capture. */
public interface CaptureListener extends LoadPlan.Progress {
    /**
     * Work begins: a kernel is about to be booted, or the running one to be read.
     *
     * @param modules how many are to be captured
     * @param estimate what it will take
     */
    void starting(int modules, CaptureEstimate estimate);

    /**
     * A module has been dealt with.
     *
     * @param estimate what the others will take
     */
    void left(CaptureEstimate estimate);

    /**
     * A module was captured, or could not be.
     *
     * @param facts its properties; the result tells whether the kernel took it
     */
    void captured(ModuleFacts facts);
}
