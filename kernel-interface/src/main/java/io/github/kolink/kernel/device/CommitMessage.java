// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.device;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.load.Dependency;
import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import io.github.kolink.module.KernelModule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The request of COMMIT: {@code kl_commit}, the section headers, the arguments, the dependencies. */
final class CommitMessage {
    private static final int FIXED = 112;
    private static final int DEPENDENCY = 72;

    private CommitMessage() {}

    static ByteBuffer of(
            ByteOrder order, LinkedImage image, SymbolTables tables, String parameters, List<Dependency> dependencies) {
        SectionHeader struct = image.sections().stream()
                .filter(section -> section.name().equals(KernelModule.THIS_MODULE) && image.isLoaded(section.index()))
                .findFirst()
                .orElseThrow(() -> new LoadException(
                        "COMMIT " + image.module().name() + " (no " + KernelModule.THIS_MODULE + ")", Errno.ENOEXEC));
        byte[] blob = SectionBlob.of(image);
        byte[] arguments = (parameters + "\0").getBytes(StandardCharsets.UTF_8);
        ByteBuffer message = Exchange.request(
                order,
                Operation.COMMIT,
                FIXED + padded(blob.length) + padded(arguments.length) + DEPENDENCY * dependencies.size());
        message.putLong(image.address(struct.index()));
        tables.putCore(message);
        message.putInt(blob.length)
                .putInt(arguments.length)
                .putInt(dependencies.size())
                .putInt(0)
                .putLong(tables.coreStringBytes());
        tables.putInit(message);
        message.putLong(struct.size());
        message.put(blob).put(new byte[padded(blob.length) - blob.length]);
        message.put(arguments).put(new byte[padded(arguments.length) - arguments.length]);
        for (Dependency dependency : dependencies) {
            Exchange.putName(message, dependency.name());
            message.putLong(dependency.base());
        }
        return message;
    }

    private static int padded(int length) {
        return (length + 7) & -8;
    }
}
