// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload.daemon;

import java.io.IOException;

/** Something done around the life of each module. A failure is told, and hinders nothing. */
public interface LifeHook {
    /**
     * Before a module is removed.
     *
     * @param module its name
     * @throws IOException if it fails
     */
    void beforeRemoval(String module) throws IOException;

    /**
     * After a module was loaded.
     *
     * @param module its name
     * @throws IOException if it fails
     */
    void afterLoad(String module) throws IOException;
}
