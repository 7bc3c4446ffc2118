// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.device;

import io.github.kolink.elf.SectionHeader;
import io.github.kolink.layout.MemoryRegion;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.load.Dependency;
import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import io.github.kolink.load.Reservation;
import io.github.kolink.module.KernelModule;
import java.nio.ByteBuffer;
import java.util.List;

/** One open file of the device with memory. */
final class DeviceReservation implements Reservation {
    private static final int WRITE_HEAD = 16;

    private final DeviceFile file;
    private final Exchange exchange;
    private final DeviceIdentity identity;
    private final String name;
    private final RegionAddresses addresses;
    private boolean closed;
    private boolean written;

    DeviceReservation(
            DeviceFile file, Exchange exchange, DeviceIdentity identity, String name, RegionAddresses addresses) {
        this.file = file;
        this.exchange = exchange;
        this.identity = identity;
        this.name = name;
        this.addresses = addresses;
    }

    @Override
    public RegionAddresses addresses() {
        return addresses;
    }

    @Override
    public int load(LinkedImage image, String parameters, List<Dependency> dependencies) {
        String what = "COMMIT " + name;
        if (closed) {
            throw new LoadException(what, Errno.EBADF);
        }
        if (!image.module().file().machine().equals(identity.machine())) {
            throw new LoadException(what + " (made for another machine)", Errno.ENOEXEC);
        }
        long struct = image.module()
                .allocated(KernelModule.THIS_MODULE)
                .map(SectionHeader::size)
                .orElse(0L);
        if (struct != identity.structModule().size()) {
            throw new LoadException(
                    what + " (struct module has " + struct + " bytes, the kernel's "
                            + identity.structModule().size() + ")",
                    Errno.ENOEXEC);
        }
        SymbolTables tables = new SymbolTables(image);
        ByteBuffer commit = CommitMessage.of(exchange.order(), image, tables, parameters, dependencies);
        if (commit.capacity() > identity.maxMessage()) {
            throw new LoadException(what, Errno.EMSGSIZE);
        }
        for (MemoryRegion region : image.regions()) {
            byte[] bytes = new byte[image.bytes(region.kind()).remaining()];
            image.bytes(region.kind()).get(bytes);
            tables.fill(region.kind(), bytes);
            write(region.kind(), bytes);
        }
        written = true;
        ByteBuffer reply = exchange.ask(what, commit, 16);
        return (int) reply.getLong();
    }

    /** In pieces as large as a message may be. Memory is zeroed, so that zeros are not sent at first. */
    private void write(RegionKind kind, byte[] bytes) {
        int piece = (identity.maxMessage() - WRITE_HEAD) & -identity.pageSize();
        piece = piece <= 0 ? identity.maxMessage() - WRITE_HEAD : piece;
        for (int from = 0; from < bytes.length; from += piece) {
            int length = Math.min(piece, bytes.length - from);
            if (written || !isZero(bytes, from, length)) {
                ByteBuffer request = exchange.request(Operation.WRITE, 8 + length)
                        .putLong(addresses.base(kind) + from)
                        .put(bytes, from, length);
                exchange.ask("WRITE " + name + " (" + kind.label() + ")", request, 16);
            }
        }
    }

    private static boolean isZero(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            file.close();
        }
    }
}
