// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.resolve;

import java.util.List;

/**
 * The values of a module's symbols.
 *
 * @param values S by symbol index [kernel virtual address, unsigned]; index 0 is 0; not copied
 * @param providers names of the modules whose exports were used, sorted
 */
public record ResolvedSymbols(long[] values, List<String> providers) {}
