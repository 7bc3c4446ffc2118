// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.compare;

import io.github.kolink.cli.terminal.Streams;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kolink verify}: is what runs what the files say? */
@Command(
        name = "verify",
        header = "Tell whether the code of loaded modules is what their files say.",
        description = {
            "%nLinks the modules of a capture at the addresses they have in the kernel and compares code and data that"
                    + " the kernel must not change. Places that a module's own tables name for the kernel to patch"
                    + " (returns, alternatives, static calls ...) may hold what the kernel writes there, and writable data"
                    + " of a module that runs may be anything; every other byte that differs is reported with its"
                    + " symbol.",
            "%nA capture of the running kernel is made by kolink capture --live.%n"
        },
        footerHeading = "%nExample:%n",
        footer = {"  kolink verify --modules /lib/modules memory.capture"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every module is what its file says",
            "1:something differs",
            "2:wrong usage",
            "4:a module or the capture could not be read"
        })
final class VerifyCommand implements Callable<Integer> {
    private final Streams streams;

    @Mixin
    private CaptureOptions input = new CaptureOptions();

    VerifyCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws IOException {
        return input.run(input.open(), streams, new VerifyText(streams.out()));
    }
}
