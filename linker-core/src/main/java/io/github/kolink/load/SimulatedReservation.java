// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

import io.github.kolink.layout.MemoryRegion;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.link.LinkedImage;
import java.util.List;

/** Room in a simulated kernel, with the states of an open file of the real one. */
final class SimulatedReservation implements Reservation {
    /** Of the open file that a real reservation is. */
    private enum State {
        ALLOCATED,
        COMMITTED,
        FAILED,
        CLOSED
    }

    private final SimulatedKernel kernel;
    private final String name;
    private final SimulatedRoom room;
    private final ModuleLayout layout;
    private final RegionAddresses addresses;
    private State state = State.ALLOCATED;

    SimulatedReservation(SimulatedKernel kernel, String name, SimulatedRoom room, ModuleLayout layout) {
        this.kernel = kernel;
        this.name = name;
        this.room = room;
        this.layout = layout;
        this.addresses = room.addresses();
    }

    String name() {
        return name;
    }

    SimulatedRoom room() {
        return room;
    }

    @Override
    public RegionAddresses addresses() {
        return addresses;
    }

    @Override
    public int load(LinkedImage image, String parameters, List<Dependency> dependencies) {
        synchronized (kernel) {
            if (state != State.ALLOCATED) {
                throw new LoadException("COMMIT " + name, Errno.EPERM);
            }
            write(image);
            kernel.mayFail(LoadStep.CHECK, name, "looking");
            LoadRefusals.image(name, image, layout, addresses);
            SimulatedModule module = new SimulatedModule(name, room, image);
            SimulatedLoad load = new SimulatedLoad(kernel, module, image, parameters, dependencies);
            try {
                load.form();
            } catch (LoadException e) {
                state = State.FAILED;
                throw e;
            }
            // The flip: from here on the memory is the kernel's.
            state = State.COMMITTED;
            kernel.forget(this);
            return load.start();
        }
    }

    private void write(LinkedImage image) {
        for (MemoryRegion region : image.regions()) {
            kernel.mayFail(LoadStep.WRITE, name, region.kind().label());
            if (region.kind() != RegionKind.PERCPU) {
                byte[] bytes = new byte[image.bytes(region.kind()).remaining()];
                image.bytes(region.kind()).get(bytes);
                if (!kernel.memory().write(addresses.base(region.kind()), bytes)) {
                    throw new LoadException("WRITE " + name, Errno.EFAULT);
                }
            }
        }
    }

    @Override
    public void close() {
        synchronized (kernel) {
            if (state == State.ALLOCATED || state == State.FAILED) {
                room.free();
                kernel.forget(this);
            }
            state = State.CLOSED;
        }
    }
}
