// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.kernel.device;

/** What a message asks; lab mode's operations are left out. */
enum Operation {
    ALLOC(1),
    WRITE(2),
    COMMIT(6),
    LIST(8),
    RESOLVE(10),
    HELLO(11);

    private final int number;

    Operation(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
