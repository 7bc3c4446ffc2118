// SPDX-License-Identifier: Apache-2.0
/**
 * {@code kolink link}: modules linked at given addresses, and what is written of them.
 *
 * <p>{@link io.github.kolink.cli.link.LinkCommand} is the verb and {@code LinkJob} the work: it lays all modules out, links
 * each, and hands the image to its {@code LinkOutput}. Where modules go is said by the options of {@code LinkPlaces} and
 * carried out by {@code Placement}. {@code LinkBatch} runs many such command lines in one process.
 */
package io.github.kolink.cli.link;
