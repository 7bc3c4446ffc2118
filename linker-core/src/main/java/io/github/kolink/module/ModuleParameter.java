// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.module;

/**
 * A parameter a module takes.
 *
 * @param name its name
 * @param type {@code parmtype=}, such as {@code int}; empty if not given
 * @param description {@code parm=}; empty if not given
 */
public record ModuleParameter(String name, String type, String description) {}
