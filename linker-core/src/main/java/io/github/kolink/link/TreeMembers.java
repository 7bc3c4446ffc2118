// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.link;

import io.github.kolink.layout.RegionAddresses;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * The files of a tree that are modules with a layout: where each goes, and which others it uses. A file is told by its
 * number in the tree, a member by its number among the members.
 */
final class TreeMembers {
    private static final int NONE = -1;

    private final int[] members;
    private final List<Integer> files = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<RegionAddresses> addresses = new ArrayList<>();
    private final ModuleSet.Builder builder = new ModuleSet.Builder();

    /** None yet, of so many files. */
    TreeMembers(int count) {
        members = new int[count];
        Arrays.fill(members, NONE);
    }

    /** Returns the file that provides each import: the first module that exports it; -1 if no module does so far. */
    int[] add(int file, String name, List<String> exports, List<String> imports, RegionAddresses where) {
        members[file] = files.size();
        files.add(file);
        names.add(name);
        addresses.add(where);
        int[] providers = builder.add(name, exports, imports);
        for (int i = 0; i < providers.length; i++) {
            providers[i] = providers[i] < 0 ? NONE : files.get(providers[i]);
        }
        return providers;
    }

    ModuleSet set() {
        return builder.build();
    }

    /** Empty if the file is no member. */
    Optional<String> name(int file) {
        return members[file] == NONE ? Optional.empty() : Optional.of(names.get(members[file]));
    }

    /** Where the file's module goes; empty if it is no member. */
    Optional<RegionAddresses> addresses(int file) {
        return members[file] == NONE ? Optional.empty() : Optional.of(addresses.get(members[file]));
    }

    /** Whether two members have one name, so that what becomes of them is told under that of either. */
    boolean hasNamesakes() {
        return new HashSet<>(names).size() < names.size();
    }

    /**
     * The files left to link if the results of some are wanted: each behind those it uses, except within cycles.
     *
     * @param from number of the first one wanted
     * @param to one more than the number of the last one
     * @param set of these members
     * @param done files that are linked already
     * @return numbers of files
     */
    int[] order(int from, int to, ModuleSet set, BitSet done) {
        int[] wanted = new int[to - from];
        int[] order = new int[members.length];
        int wantedCount = 0;
        int count = 0;
        for (int file = from; file < to; file++) {
            if (members[file] == NONE) {
                order[count++] = file;
            } else if (!done.get(file)) {
                wanted[wantedCount++] = members[file];
            }
        }
        for (int member : set.loadOrder(Arrays.copyOf(wanted, wantedCount))) {
            if (!done.get(files.get(member))) {
                order[count++] = files.get(member);
            }
        }
        return Arrays.copyOf(order, count);
    }

    /** The files a file uses directly, as far as they are among some. */
    int[] usesAmong(int file, ModuleSet set, BitSet some) {
        if (members[file] == NONE) {
            return new int[0];
        }
        int[] uses = set.usedBy(members[file]);
        int[] found = new int[uses.length];
        int count = 0;
        for (int member : uses) {
            if (some.get(files.get(member))) {
                found[count++] = files.get(member);
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** The file of a member. */
    int file(int member) {
        return files.get(member);
    }
}
