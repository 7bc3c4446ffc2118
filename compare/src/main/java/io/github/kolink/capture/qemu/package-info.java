// SPDX-License-Identifier: Apache-2.0
/**
 * Captures from a kernel in QEMU: the loader is stopped at its own functions and the guest's memory is read, or the guest
 * loads modules as any machine does and is asked afterwards.
 *
 * <p>{@link io.github.kolink.capture.qemu.GuestCapture} tells the story. The guest's process 1 ({@code compare/guest}) does
 * what the host asks; the two talk through a breakpoint at one of its functions and a buffer of its memory, so neither a
 * serial line nor a disk is needed. For the stage <em>relocated</em> the loader is stopped three times per module, with one
 * breakpoint at a time:
 *
 * <ol>
 *   <li>at the first {@code apply_relocate_add}, whose arguments are the section headers and {@code struct module}: every
 *       section has its address, every symbol its value
 *   <li>at {@code sort_extable}, the first thing after {@code apply_relocations}: the sections are read
 *   <li>at {@code do_init_module}: they are read again if asked for, and {@code mod->init} is cleared, so that any module
 *       loads, hardware or not
 * </ol>
 *
 * <p>For the stage <em>loaded</em> each module is loaded in a process of its own, which may hang or die, and then read by
 * {@link io.github.kolink.capture.running}.
 */
package io.github.kolink.capture.qemu;
