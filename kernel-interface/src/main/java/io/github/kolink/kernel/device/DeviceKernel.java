// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.device;

import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.load.Errno;
import io.github.kolink.load.KernelLoader;
import io.github.kolink.load.LoadException;
import io.github.kolink.load.ModuleState;
import io.github.kolink.load.Reservation;
import io.github.kolink.load.ResidentModule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * The running kernel behind {@code /dev/kolink}. Thread-safe; its reservations are independent of each other, each for one
 * thread.
 */
public final class DeviceKernel implements KernelLoader {
    private static final int RESOLVED = 80;
    private static final int LISTED = 88;
    private static final int FOUND = 1;
    private static final int GPL_ONLY = 2;
    private static final int HAS_CRC = 4;

    private final DeviceFile.Opener device;
    private final RunningModules running;
    private final ByteOrder order;
    private final DeviceFile file;
    private final Exchange exchange;
    private final DeviceIdentity identity;

    /**
     * Opens the device and greets it.
     *
     * @param device opens it
     * @param running the kernel's own list
     * @param order the kernel's byte order
     * @throws LoadException if it cannot be opened or speaks another version
     */
    public DeviceKernel(DeviceFile.Opener device, RunningModules running, ByteOrder order) {
        this.device = device;
        this.running = running;
        this.order = order;
        this.file = device.open();
        this.exchange = new Exchange(file, order);
        try {
            this.identity = DeviceIdentity.greet(exchange);
        } catch (LoadException e) {
            file.close();
            throw e;
        }
    }

    /**
     * What the device says of itself.
     *
     * @return its reply to HELLO
     */
    public DeviceIdentity identity() {
        return identity;
    }

    @Override
    public Reservation reserve(String name, ModuleLayout layout) {
        ByteBuffer request = exchange.request(Operation.ALLOC, 136);
        Exchange.putName(request, name);
        MemoryClasses.putSizes(request, layout);
        DeviceFile own = device.open();
        try {
            Exchange about = new Exchange(own, order);
            DeviceIdentity.greet(about);
            ByteBuffer reply = about.ask("ALLOC " + name, request, 72);
            return new DeviceReservation(own, about, identity, name, MemoryClasses.addresses(reply, layout));
        } catch (LoadException e) {
            own.close();
            throw e;
        }
    }

    /**
     * Looks up exports as the kernel does for a module that is loaded.
     *
     * @param names of symbols
     * @return those that are exported, in the order of the names
     */
    public synchronized List<ExportedSymbol> resolve(List<String> names) {
        int perReply = Math.max(1, (identity.maxReply() - 16) / RESOLVED);
        List<ExportedSymbol> found = new ArrayList<>();
        List<String> part = new ArrayList<>();
        int bytes = 0;
        for (String name : names) {
            int size = name.getBytes(StandardCharsets.ISO_8859_1).length + 1;
            if (!part.isEmpty() && (part.size() == perReply || bytes + size + 8 > identity.maxMessage())) {
                resolve(part, found);
                part.clear();
                bytes = 0;
            }
            part.add(name);
            bytes += size;
        }
        if (!part.isEmpty()) {
            resolve(part, found);
        }
        return found;
    }

    private void resolve(List<String> names, List<ExportedSymbol> found) {
        byte[] text = (String.join("\0", names) + "\0").getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer request = exchange.request(Operation.RESOLVE, text.length).put(text);
        ByteBuffer reply = exchange.ask("RESOLVE", request, 16 + RESOLVED * names.size());
        if (reply.getLong() != names.size()) {
            throw new LoadException("RESOLVE (another number of answers)", Errno.EPROTO);
        }
        for (String name : names) {
            long address = reply.getLong();
            long base = reply.getLong();
            String owner = Exchange.text(reply, 56);
            int crc = reply.getInt();
            int flags = reply.getInt();
            if ((flags & FOUND) != 0) {
                OptionalInt version = (flags & HAS_CRC) != 0 ? OptionalInt.of(crc) : OptionalInt.empty();
                found.add(new ExportedSymbol(name, address, owner, base, version, (flags & GPL_ONLY) != 0));
            }
        }
    }

    @Override
    public synchronized List<ResidentModule> list() {
        List<ResidentModule> all = new ArrayList<>(running.list());
        long count = 1;
        for (long first = 0; first < count; ) {
            ByteBuffer reply =
                    exchange.ask("LIST", exchange.request(Operation.LIST, 8).putLong(first), 16);
            count = reply.getLong();
            if (reply.remaining() < LISTED) {
                break;
            }
            while (reply.remaining() >= LISTED) {
                all.add(reserved(reply));
                first++;
            }
        }
        return all;
    }

    /** Whatever it is inside the device, it is not the kernel's module yet. */
    private static ResidentModule reserved(ByteBuffer reply) {
        String name = Exchange.text(reply, Exchange.NAME);
        long base = reply.getLong();
        long size = reply.getLong();
        reply.getInt(); // state
        int pid = reply.getInt();
        return new ResidentModule(name, base, size, ModuleState.RESERVED, 0, List.of(), OptionalInt.of(pid));
    }

    @Override
    public void remove(String name) {
        running.remove(name);
    }

    @Override
    public void close() {
        file.close();
    }
}
