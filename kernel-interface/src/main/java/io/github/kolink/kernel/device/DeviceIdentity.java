// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.device;

import io.github.kolink.elf.ElfMachine;
import io.github.kolink.load.Errno;
import io.github.kolink.load.LoadException;
import io.github.kolink.symbols.structure.StructModule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * What the device says of itself and its kernel, in reply to HELLO.
 *
 * @param major version of the protocol
 * @param minor version of the protocol
 * @param capabilities what it can do
 * @param structModule the kernel's {@code struct module}; the exit offset is -1 without MODULE_UNLOAD
 * @param pageSize [bytes]
 * @param machine what images must be made for
 * @param maxMessage the largest request [bytes]
 * @param maxReply the largest reply [bytes]
 * @param buildId of the kernel's side of the interface [hex]
 * @param release of the kernel
 */
public record DeviceIdentity(
        int major,
        int minor,
        Set<Capability> capabilities,
        StructModule structModule,
        int pageSize,
        ElfMachine machine,
        int maxMessage,
        int maxReply,
        String buildId,
        String release) {
    static final int MAGIC = 0x4b4c4e4b;
    static final int MAJOR = 1;
    static final int CLASSES = 7;
    private static final int SIZE = 160;
    private static final int LEAST_MESSAGE = 4096;

    /** What the device can do, by the bits of {@code caps}. */
    public enum Capability {
        /** Modules of the kernel's own. */
        COMMIT(1),
        /** Lab mode. */
        LAB(2),
        /** Addresses of exports. */
        RESOLVE(4),
        /** Per-CPU memory. */
        PERCPU(8),
        /** The kernel keeps symbol tables. */
        KALLSYMS(16),
        /** Modules can be unloaded. */
        MODULE_UNLOAD(32),
        /** The kernel knows signatures. */
        MODULE_SIG(64),
        /** A second symbol table while init runs. */
        INIT_SYMBOLS(128),
        /** Classes of memory are not adjacent. */
        MEMORY_TYPES(256),
        /** Steps can be made to fail. */
        FAULT_INJECTION(512);

        private final int bit;

        Capability(int bit) {
            this.bit = bit;
        }
    }

    /**
     * An identity.
     *
     * @param major version of the protocol
     * @param minor version of the protocol
     * @param capabilities what it can do
     * @param structModule the kernel's {@code struct module}
     * @param pageSize [bytes]
     * @param machine what images must be made for
     * @param maxMessage the largest request [bytes]
     * @param maxReply the largest reply [bytes]
     * @param buildId of the kernel's side
     * @param release of the kernel
     */
    public DeviceIdentity {
        capabilities = Set.copyOf(capabilities);
    }

    static ByteBuffer request(ByteOrder order) {
        return Exchange.request(order, Operation.HELLO, 16)
                .putInt(MAGIC)
                .putShort((short) MAJOR)
                .putShort((short) 0)
                .putInt(0)
                .putInt(0);
    }

    /** Greets: must be the first message of every open file. */
    static DeviceIdentity greet(Exchange exchange) {
        ByteBuffer reply = exchange.reply("HELLO", request(exchange.order()));
        long status = reply.getLong();
        if (status == -Errno.EPROTONOSUPPORT.number() && reply.capacity() >= 16) {
            throw new LoadException(
                    "HELLO: kolink speaks version " + MAJOR + ".0, the kernel's side " + reply.getShort(12) + "."
                            + reply.getShort(14),
                    Errno.EPROTONOSUPPORT);
        }
        if (status != 0) {
            throw new LoadException("HELLO", status < 0 && status > -4096 ? (int) -status : Errno.EPROTO.number());
        }
        if (reply.capacity() < SIZE || reply.getInt() != MAGIC) {
            throw new LoadException("HELLO: not the interface of kolink", Errno.EPROTO);
        }
        return read(reply);
    }

    private static DeviceIdentity read(ByteBuffer reply) {
        int major = reply.getShort() & 0xffff;
        int minor = reply.getShort() & 0xffff;
        int caps = reply.getInt();
        StructModule struct = new StructModule(reply.getInt(), reply.getInt(), reply.getInt());
        int page = reply.getInt();
        int machine = reply.getShort() & 0xffff;
        boolean is64 = reply.get() == 2;
        ByteOrder data = reply.get() == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        int maxMessage = reply.getInt();
        int maxReply = reply.getInt();
        int classes = reply.getInt();
        int buildIdLength = Math.max(0, Math.min(32, reply.getInt()));
        byte[] buildId = new byte[32];
        reply.get(buildId);
        String release = Exchange.text(reply, 72);
        if (major != MAJOR || classes != CLASSES || maxMessage < LEAST_MESSAGE || Integer.bitCount(page) != 1) {
            throw new LoadException("HELLO: version " + major + "." + minor + " is not known", Errno.EPROTONOSUPPORT);
        }
        return new DeviceIdentity(
                major,
                minor,
                capabilities(caps),
                struct,
                page,
                new ElfMachine(machine, is64, data),
                maxMessage,
                maxReply,
                HexFormat.of().formatHex(buildId, 0, buildIdLength),
                release);
    }

    private static Set<Capability> capabilities(int bits) {
        Set<Capability> set = EnumSet.noneOf(Capability.class);
        for (Capability each : Capability.values()) {
            if ((bits & each.bit) != 0) {
                set.add(each);
            }
        }
        return set;
    }
}
