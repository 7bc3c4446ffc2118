// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.relocate.MemoryModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * A kernel in memory: it gives room, takes images, keeps counts and refuses as the real one does, and never runs a byte of
 * them. For tests of programs that load modules, and for dry runs. What a load does, step by step, is what {@link LoadStep}
 * lists; every step can be made to fail, and {@link #holdings} shows what a failed one has left behind: nothing.
 *
 * <p>Thread-safe: one lock, as the kernel has {@code module_mutex}.
 */
public final class SimulatedKernel implements KernelLoader {
    /** The largest class of memory, all classes, and per-CPU memory that a module gets [bytes]. */
    private static final long MAX_CLASS = 64L << 20;

    private static final long MAX_ALL = 128L << 20;
    private static final long MAX_PERCPU = 1L << 20;

    private final SimulatedMemory memory;
    private final boolean memoryTypes;
    private final Predicate<String> exports;
    private final Holdings holdings = new Holdings();
    private final List<SimulatedModule> modules = new ArrayList<>();
    private final List<SimulatedReservation> open = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private long percpu;
    private ToIntFunction<LinkedImage> init = image -> 0;
    private ToIntFunction<String> exit = name -> 0;
    private LoadFaults faults = LoadFaults.NONE;

    /**
     * An empty kernel.
     *
     * @param model where its modules lie
     * @param memoryTypes whether each type of memory is allocated apart, as from 6.4 on
     * @param exports which names the kernel itself exports
     */
    public SimulatedKernel(MemoryModel model, boolean memoryTypes, Predicate<String> exports) {
        this.memory = new SimulatedMemory(model);
        this.memoryTypes = memoryTypes;
        this.exports = exports;
        this.percpu = model.percpuBase();
    }

    /**
     * What modules' init functions return from now on.
     *
     * @param result given the image, 0 or -errno; may itself look at the kernel and load into it
     */
    public synchronized void onInit(ToIntFunction<LinkedImage> result) {
        init = result;
    }

    /**
     * What modules' exit functions return from now on. In Linux exit cannot fail; it could as Zippel proposed it in 2002
     * ("Allow module exit to fail"): interfaces go first, then exit may fail while users remain, and is tried again later.
     *
     * @param result given the module's name, 0 or -errno
     */
    public synchronized void onExit(ToIntFunction<String> result) {
        exit = result;
    }

    /**
     * Makes steps fail from now on.
     *
     * @param injected asked at every step
     */
    public synchronized void failing(LoadFaults injected) {
        faults = injected;
    }

    @Override
    public synchronized Reservation reserve(String name, ModuleLayout layout) {
        LoadRefusals.name(name);
        LoadRefusals.sizes(name, layout, memory, MAX_CLASS, MAX_ALL, MAX_PERCPU);
        SimulatedRoom room = new SimulatedRoom(this, name);
        room.take(layout);
        SimulatedReservation reservation = new SimulatedReservation(this, name, room, layout);
        open.add(reservation);
        return reservation;
    }

    @Override
    public synchronized List<ResidentModule> list() {
        List<ResidentModule> all = new ArrayList<>();
        for (int i = modules.size() - 1; i >= 0; i--) {
            if (modules.get(i).state() != ModuleState.UNFORMED) {
                all.add(modules.get(i).shown());
            }
        }
        for (SimulatedReservation each : open) {
            all.add(new ResidentModule(
                    each.name(),
                    each.room().shownBase(),
                    each.room().size(),
                    ModuleState.RESERVED,
                    0,
                    List.of(),
                    OptionalInt.of((int) ProcessHandle.current().pid())));
        }
        return all;
    }

    /**
     * Removes a module: {@code delete_module} (kernel/module/main.c, 6.1). If its exit fails ({@link #onExit}) it stays
     * GOING, takes no new users, and may be removed again; there is no way back to LIVE.
     *
     * @param name the module's
     */
    @Override
    public synchronized void remove(String name) {
        String what = "delete_module " + name;
        SimulatedModule module = find(name)
                .filter(known -> known.state() != ModuleState.UNFORMED)
                .orElseThrow(() -> new LoadException(what, Errno.ENOENT));
        if (!module.users().isEmpty()) {
            throw new LoadException(what, Errno.EAGAIN);
        }
        boolean again = module.state() == ModuleState.GOING;
        if ((module.state() != ModuleState.LIVE && !again) || module.isPermanent()) {
            throw new LoadException(what, Errno.EBUSY);
        }
        if (module.references() != 0 && !again) {
            throw new LoadException(what, Errno.EAGAIN);
        }
        module.become(ModuleState.GOING);
        int result = exit.applyAsInt(name);
        if (result < 0) {
            throw new LoadException(what + " (exit)", -result);
        }
        module.unwind();
        module.room().free();
    }

    /**
     * Uses a module, or no longer: {@code try_module_get}, {@code module_put}.
     *
     * @param name of a module that is loaded
     * @param more how often, negative to let it go
     */
    public synchronized void use(String name, int more) {
        find(name)
                .orElseThrow(() -> new LoadException("module_get " + name, Errno.ENOENT))
                .hold(more);
    }

    /**
     * What the kernel has taken for modules and reservations: memory, names, strings, directories, references.
     *
     * @return sorted; empty if nothing is loaded or reserved
     */
    public synchronized List<String> holdings() {
        return holdings.list();
    }

    /**
     * What the kernel has said.
     *
     * @return lines of its log, without time stamps
     */
    public synchronized List<String> log() {
        return List.copyOf(log);
    }

    /**
     * How memory is protected.
     *
     * @param address [kernel virtual address, unsigned]
     * @return such as {@code r-x}; empty where no module has memory
     */
    public synchronized String protection(long address) {
        return memory.protection(address);
    }

    /**
     * Reads modules' memory.
     *
     * @param address [kernel virtual address, unsigned]
     * @param length [bytes]
     * @return empty if no area holds all of it
     */
    public synchronized Optional<byte[]> read(long address, int length) {
        return memory.read(address, length);
    }

    /** Frees what is reserved: the death of the process. What is loaded stays. */
    @Override
    public synchronized void close() {
        List.copyOf(open).forEach(SimulatedReservation::close);
    }

    // What the parts of a load see of the kernel; they hold its lock.

    SimulatedMemory memory() {
        return memory;
    }

    boolean hasMemoryTypes() {
        return memoryTypes;
    }

    long nextPercpu(long size, long alignment) {
        long align = Math.max(1, alignment);
        long at = (percpu + align - 1) & -align;
        percpu = at + size;
        return at;
    }

    Optional<SimulatedModule> find(String name) {
        return modules.stream().filter(module -> module.name().equals(name)).findFirst();
    }

    /** Who else exports a name: a module's name, or the kernel's, which is empty. */
    Optional<String> exporter(String symbol, SimulatedModule except) {
        if (exports.test(symbol)) {
            return Optional.of("kernel");
        }
        return modules.stream()
                .filter(module -> module != except && module.state() != ModuleState.UNFORMED)
                .filter(module -> module.exports(symbol))
                .map(SimulatedModule::name)
                .findFirst();
    }

    void link(SimulatedModule module) {
        modules.add(module);
    }

    void unlink(SimulatedModule module) {
        modules.remove(module);
    }

    void forget(SimulatedReservation reservation) {
        open.remove(reservation);
    }

    int callInit(LinkedImage image) {
        return init.applyAsInt(image);
    }

    void say(String line) {
        log.add(line);
    }

    List<String> lines() {
        return log;
    }

    /** Takes something in a module's name; gives what {@link #give} is told. */
    String hold(String module, String what) {
        String held = module + ": " + what;
        holdings.take(held);
        return held;
    }

    void give(String held) {
        holdings.give(held);
    }

    /** Where a step may be made to fail. */
    void mayFail(LoadStep step, String module, String what) {
        Optional<Errno> injected = faults.at(step, what);
        if (injected.isPresent()) {
            throw new LoadException(step + " " + module + " (" + what + ")", injected.get());
        }
    }
}
