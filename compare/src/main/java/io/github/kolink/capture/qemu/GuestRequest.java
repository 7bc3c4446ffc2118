// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import io.github.kolink.capture.CaptureFacts;
import io.github.kolink.capture.PlannedModule;
import io.github.kolink.symbols.KernelSnapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What to capture, and on which machine.
 *
 * @param kernel a bootable image: {@code vmlinuz}
 * @param snapshot what is known about it, put into the capture
 * @param machine what QEMU plays
 * @param modules in an order in which they can be loaded, with all they need; those the capture has already are not
 *     captured again, and only loaded where others use them
 * @param cpu QEMU's name of the CPU model
 * @param smp number of CPUs
 * @param kaslr whether the kernel may choose its addresses
 * @param stage when the sections are taken
 * @param finals whether they are taken just before init too; for the stage {@code relocated}
 * @param config the kernel's configuration, copied into the capture if given
 * @param extra added to the kernel's command line; may be empty
 */
public record GuestRequest(
        Path kernel,
        KernelSnapshot snapshot,
        GuestMachine machine,
        List<PlannedModule> modules,
        String cpu,
        int smp,
        boolean kaslr,
        CaptureFacts.Stage stage,
        boolean finals,
        Optional<Path> config,
        String extra) {
    String commandLine() {
        // The console is only looked at when something went wrong before the guest answered.
        return "console=" + machine.console() + " panic=-1 loglevel=1" + (kaslr ? "" : " nokaslr")
                + (extra.isEmpty() ? "" : " " + extra);
    }
}
