// SPDX-License-Identifier: Apache-2.0
/** {@code kolink capture}: what the in-kernel loader makes of modules. */
package io.github.kolink.cli.capture;
