// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

import io.github.kolink.link.LinkedImage;
import io.github.kolink.module.ModuleExport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;

/** A {@code struct module} of a simulated kernel. */
final class SimulatedModule {
    private final String name;
    private final SimulatedRoom room;
    private final LinkedImage image;
    private final List<SimulatedModule> users = new ArrayList<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private ModuleState state = ModuleState.UNFORMED;
    private int held;

    SimulatedModule(String name, SimulatedRoom room, LinkedImage image) {
        this.name = name;
        this.room = room;
        this.image = image;
    }

    String name() {
        return name;
    }

    SimulatedRoom room() {
        return room;
    }

    ModuleState state() {
        return state;
    }

    void become(ModuleState next) {
        state = next;
    }

    List<SimulatedModule> users() {
        return users;
    }

    /** Raises or lowers the count of those who use it without being modules. */
    void hold(int more) {
        held += more;
    }

    int references() {
        return users.size() + held;
    }

    /** What to do if the load fails, or when the module goes; the last first. */
    void onUnwind(Runnable action) {
        undo.push(action);
    }

    void unwind() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
    }

    boolean exports(String symbol) {
        return image.module().exports().stream().map(ModuleExport::name).anyMatch(symbol::equals);
    }

    /** A module with init and without exit stays ({@code delete_module}, kernel/module/main.c 6.1). */
    boolean isPermanent() {
        return defines("init_module") && !defines("cleanup_module");
    }

    private boolean defines(String symbol) {
        int index = image.symbols().indexOf(symbol);
        return index > 0 && image.symbols().definingSection(index) > 0;
    }

    ResidentModule shown() {
        return new ResidentModule(
                name,
                room.shownBase(),
                room.size(),
                state,
                references(),
                users.stream().map(SimulatedModule::name).toList(),
                OptionalInt.empty());
    }
}
