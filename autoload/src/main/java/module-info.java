// SPDX-License-Identifier: Apache-2.0
/** Loading by name: what depmod makes, what modprobe.d says, and what a requested name means. */
@org.jspecify.annotations.NullMarked
module io.github.kolink.autoload {
    requires static org.jspecify;
    requires com.google.common;
    requires jdk.net;
    requires transitive io.github.kolink.core;

    exports io.github.kolink.autoload;
    exports io.github.kolink.autoload.config;
    exports io.github.kolink.autoload.daemon;
    exports io.github.kolink.autoload.index;
    exports io.github.kolink.autoload.names;
}
