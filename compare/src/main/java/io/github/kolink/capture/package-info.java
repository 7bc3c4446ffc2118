// SPDX-License-Identifier: Apache-2.0
/**
 * Captures: what the in-kernel loader made of modules, as a folder of text files and section bytes.
 *
 * <p>{@code docs/capture-format.md} describes the folder. {@link io.github.kolink.capture.Capture#open} reads one, {@link
 * io.github.kolink.capture.CaptureWriter} makes one; a capture made in several boots gives each {@link
 * io.github.kolink.capture.CapturedModule#boot} its own symbols and its own addresses of modules that were loaded again.
 */
package io.github.kolink.capture;
