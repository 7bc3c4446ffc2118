// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.capture.qemu;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.List;

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
        PageTable kernelPages(GdbClient gdb, PhysicalMemory memory) throws IOException {
            long levels = (gdb.register("cr4") & CR4_LA57) == 0 ? 4 : 5;
            return new PageTable(memory, PageTable.X86_64, PageTable.X86_64.address(gdb.register("cr3")), (int) levels);
        }

        @Override
        PageTable userPages(GdbClient gdb, PhysicalMemory memory) throws IOException {
            return kernelPages(gdb, memory);
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
        PageTable kernelPages(GdbClient gdb, PhysicalMemory memory) throws IOException {
            return pages(gdb, memory, "TTBR1_EL1");
        }

        @Override
        PageTable userPages(GdbClient gdb, PhysicalMemory memory) throws IOException {
            return pages(gdb, memory, "TTBR0_EL1");
        }

        private PageTable pages(GdbClient gdb, PhysicalMemory memory, String register) throws IOException {
            // The address is in the bits 47:1, above it is the address space's number.
            return new PageTable(memory, PageTable.ARM64, gdb.register(register) & 0x0000_ffff_ffff_fffeL, 4);
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

    /** The tables that map the kernel, for the CPU that stopped in it. */
    abstract PageTable kernelPages(GdbClient gdb, PhysicalMemory memory) throws IOException;

    /** The tables that map a process, for the CPU that stopped in it. */
    abstract PageTable userPages(GdbClient gdb, PhysicalMemory memory) throws IOException;

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

    /** Registers of a function's first arguments. */
    List<String> arguments() {
        return arguments;
    }

    String programCounter() {
        return programCounter;
    }
}
