// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.load;

import java.util.Optional;

/** Makes a simulated kernel fail, as fault injection does with a real one. */
@FunctionalInterface
public interface LoadFaults {
    /** Nothing fails by itself. */
    LoadFaults NONE = (step, what) -> Optional.empty();

    /**
     * Asked before the kernel takes anything it would have to give back, or calls anything that may fail.
     *
     * @param step how far the load is
     * @param what what it is about to take, such as {@code sysfs directory}
     * @return the error; empty to go on
     */
    Optional<Errno> at(LoadStep step, String what);
}
