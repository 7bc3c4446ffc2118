// SPDX-License-Identifier: Apache-2.0
/** Modules with faults, made from sound ones. */
package io.github.kolink.testdata;
