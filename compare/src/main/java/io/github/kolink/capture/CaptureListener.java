// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture;

/** Sees the work of a capture. */
public interface CaptureListener extends LoadPlan.Progress {
    /**
     * A module was captured, or could not be.
     *
     * @param facts its properties; the result tells whether the kernel took it
     * @param sections how many sections were taken
     */
    void captured(ModuleFacts facts, int sections);
}
