// SPDX-License-Identifier: Apache-2.0
/**
 * {@code kolink modinfo}: what modules say about themselves.
 *
 * <p>{@link io.github.kolink.cli.modinfo.ModinfoCommand} is the verb, {@code ModuleFacts} what is told, {@code ModinfoText}
 * and {@code ModinfoJson} how.
 */
package io.github.kolink.cli.modinfo;
