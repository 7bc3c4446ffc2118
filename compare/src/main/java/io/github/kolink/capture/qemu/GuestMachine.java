// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** What differs between the machines QEMU plays. */
public enum GuestMachine {
    /** A PC. */
    X86_64(
            "x86_64",
            "qemu-system-x86_64",
            "pc",
            "qemu64",
            "ttyS0",
            0,
            1,
            ImmutableList.of("rdi", "rsi", "rdx", "rcx", "r8"),
            "rip") {
        @Override
        GuestMemory kernelMemory(GdbClient gdb, PhysicalMemory memory) throws IOException {
            long levels = (gdb.register("cr4") & CR4_LA57) == 0 ? 4 : 5;
            return new PageTable(memory, PageTable.X86_64, PageTable.X86_64.address(gdb.register("cr3")), (int) levels);
        }

        @Override
        GuestMemory userMemory(GdbClient gdb, PhysicalMemory memory) throws IOException {
            return kernelMemory(gdb, memory);
        }
    },
    /** QEMU's {@code virt}. */
    AARCH64(
            "aarch64",
            "qemu-system-aarch64",
            "virt",
            "cortex-a57",
            "ttyAMA0",
            0x4000_0000L,
            4,
            ImmutableList.of("x0", "x1", "x2", "x3", "x4"),
            "pc") {
        @Override
        GuestMemory kernelMemory(GdbClient gdb, PhysicalMemory memory) throws IOException {
            return pages(gdb, memory, "TTBR1_EL1");
        }

        @Override
        GuestMemory userMemory(GdbClient gdb, PhysicalMemory memory) throws IOException {
            return pages(gdb, memory, "TTBR0_EL1");
        }

        private PageTable pages(GdbClient gdb, PhysicalMemory memory, String register) throws IOException {
            // The address is in the bits 47:1, above it is the address space's number.
            return new PageTable(memory, PageTable.ARM64, gdb.register(register) & 0x0000_ffff_ffff_fffeL, 4);
        }
    },
    /** QEMU's {@code virt} with a 68040; one CPU. */
    M68K("m68k", "qemu-system-m68k", "virt", "m68040", "ttyGF0", 0, 2, ImmutableList.of(), "pc") {
        @Override
        GuestMemory kernelMemory(GdbClient gdb, PhysicalMemory memory) {
            return new DebuggerMemory(gdb);
        }

        @Override
        GuestMemory userMemory(GdbClient gdb, PhysicalMemory memory) {
            return new DebuggerMemory(gdb);
        }

        @Override
        long argument(GdbClient gdb, int number) throws IOException {
            // All arguments are on the stack, above the return address.
            long at = gdb.register("sp") + 4L * (1 + number);
            return ByteBuffer.wrap(new DebuggerMemory(gdb).read(at, 4)).getInt() & 0xffff_ffffL;
        }

        @Override
        ByteOrder byteOrder() {
            return ByteOrder.BIG_ENDIAN;
        }

        @Override
        int wordSize() {
            return Integer.BYTES;
        }

        @Override
        public int maximalSmp() {
            return 1;
        }
    };

    private static final long CR4_LA57 = 1 << 12;

    private final String unameMachine;
    private final String program;
    private final String machineType;
    private final String usualCpu;
    private final String console;
    private final long ramBase;
    private final int skip;
    private final ImmutableList<String> arguments;
    private final String programCounter;

    GuestMachine(
            String unameMachine,
            String program,
            String machineType,
            String usualCpu,
            String console,
            long ramBase,
            int skip,
            ImmutableList<String> arguments,
            String programCounter) {
        this.unameMachine = unameMachine;
        this.program = program;
        this.machineType = machineType;
        this.usualCpu = usualCpu;
        this.console = console;
        this.ramBase = ramBase;
        this.skip = skip;
        this.arguments = arguments;
        this.programCounter = programCounter;
    }

    /** The kernel's memory, for the CPU that stopped in it. */
    abstract GuestMemory kernelMemory(GdbClient gdb, PhysicalMemory memory) throws IOException;

    /** A process's memory, for the CPU that stopped in it. */
    abstract GuestMemory userMemory(GdbClient gdb, PhysicalMemory memory) throws IOException;

    /**
     * The name the kernel uses.
     *
     * @return {@code uname -m}
     */
    public String unameMachine() {
        return unameMachine;
    }

    String program() {
        return program;
    }

    String machineType() {
        return machineType;
    }

    /**
     * The CPU model to take if none is asked for.
     *
     * @return QEMU's name
     */
    public String usualCpu() {
        return usualCpu;
    }

    String console() {
        return console;
    }

    /** Where RAM begins [physical address]. */
    long ramBase() {
        return ramBase;
    }

    /** Length of the instruction at {@code host_call} [bytes]. */
    int skip() {
        return skip;
    }

    /** An argument of the function at whose first instruction the CPU stopped, unsigned; 0 is the first. */
    long argument(GdbClient gdb, int number) throws IOException {
        return gdb.register(arguments.get(number));
    }

    ByteOrder byteOrder() {
        return ByteOrder.LITTLE_ENDIAN;
    }

    /** Size of a pointer and of a register [bytes]. */
    int wordSize() {
        return Long.BYTES;
    }

    /**
     * How many CPUs the machine can have.
     *
     * @return at least 1
     */
    public int maximalSmp() {
        return 64;
    }

    String programCounter() {
        return programCounter;
    }
}
