// SPDX-License-Identifier: Apache-2.0
/**
 * kerneld's side of autoloading: requests by name are answered with a status, equal ones become one load, unused modules go
 * away again, and what they were set to survives.
 *
 * <p>{@link io.github.kolink.autoload.daemon.ModuleService} is all of it in one process; it loads through a {@link
 * io.github.kolink.autoload.daemon.ModuleSystem} and takes its time from a {@link
 * io.github.kolink.autoload.daemon.ServiceClock}. {@link io.github.kolink.autoload.daemon.AutoloadServer} and {@link
 * io.github.kolink.autoload.daemon.AutoloadClient} put a unix socket between it and those who ask (docs/autoload.md).
 */
@org.jspecify.annotations.NullMarked
package io.github.kolink.autoload.daemon;
