// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.autoload;

/**
 * Names of modules and of aliases, of which {@code -} and {@code _} are the same letter. kmod 30 writes them with {@code _}
 * ({@code modname_normalize}, {@code alias_normalize}, shared/util.c).
 */
public final class ModuleName {
    private ModuleName() {}

    /**
     * A module's name as kmod holds it.
     *
     * @param name such as {@code snd-hda-intel}; behind a dot nothing counts
     * @return such as {@code snd_hda_intel}
     */
    public static String of(String name) {
        int dot = name.indexOf('.');
        return (dot < 0 ? name : name.substring(0, dot)).replace('-', '_');
    }

    /**
     * The name of a module's file.
     *
     * @param path with or without directories, such as {@code kernel/sound/snd-hda-intel.ko.xz}
     * @return such as {@code snd_hda_intel}
     */
    public static String ofFile(String path) {
        return of(path.substring(path.lastIndexOf('/') + 1));
    }
}
