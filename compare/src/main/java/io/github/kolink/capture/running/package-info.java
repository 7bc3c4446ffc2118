// SPDX-License-Identifier: Apache-2.0
/**
 * Captures from a kernel that runs, by what it says itself, as root: {@code /sys/module/NAME/sections} where the sections
 * are, {@code /proc/kcore} what they hold.
 *
 * <p>{@link io.github.kolink.capture.running.KernelFiles} is where these files come from: this machine, a folder that holds
 * copies of them, or a guest in QEMU. {@link io.github.kolink.capture.running.RunningKernel} takes one module;
 * {@link io.github.kolink.capture.running.LiveCapture} tells the story for this machine.
 *
 * <p>What sysfs does not say is had as follows. <em>Sizes</em>: from the module's file, as the loader lays it out. <em>Empty
 * sections</em>: from their neighbours, by the layout, when the capture is compared. <em>Per-CPU data</em>: from the member
 * {@code percpu} of {@code struct module}, which lies in a section of the module; where in it, the kernel's own type
 * information ({@code /sys/kernel/btf/vmlinux}) says.
 */
package io.github.kolink.capture.running;
