// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.oracle;

import io.github.kolink.oracle.EditedModule.Field;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Changes to what a module says of itself: versions, vermagic, licence, origin. */
final class ModinfoVariants {
    private static final String VERSIONS = "__versions";
    private static final String LICENSE = "license";

    private final Base base;
    private final Variants trials;

    private ModinfoVariants(Base base) {
        this.base = base;
        this.trials = new Variants(base);
    }

    static List<Trial> of(Base base) {
        ModinfoVariants variants = new ModinfoVariants(base);
        variants.vermagic();
        variants.versions();
        variants.licences();
        variants.origin();
        return variants.trials.list();
    }

    private void add(String name, String row, Supplier<EditedModule> module) {
        trials.add(name, row, module);
    }

    private EditedModule module() {
        return base.module();
    }

    private void vermagic() {
        vermagic("vermagic-same", "loads", text -> text);
        vermagic("vermagic-release", "loads", text -> text.replaceFirst("^\\S+", "6.1.0-1-other"));
        vermagic("vermagic-smp", "R-36", text -> text.replace("SMP ", ""));
        vermagic("vermagic-longer", "R-36", text -> text + "x");
        vermagic("vermagic-trimmed", "R-36", String::trim);
        vermagic("vermagic-empty", "R-36", text -> "");
    }

    private void vermagic(String name, String row, UnaryOperator<String> change) {
        String old = module().modinfo().stream()
                .filter(each -> each.startsWith("vermagic="))
                .findFirst()
                .orElseThrow();
        add(name, row, () -> module().modinfoReplaced("vermagic", change.apply(old.substring("vermagic=".length()))));
    }

    private void versions() {
        add("vermagic-absent", "R-35", () -> module().modinfoWithout("vermagic"));
        add("versions-absent", "R-34", () -> module().renamed(VERSIONS, "__version_"));
        add("versions-not-allocated", "R-34", () -> module().field(VERSIONS, Field.FLAGS, 0));
        add(
                "versions-absent-release",
                "R-36",
                () -> module().renamed(VERSIONS, "__version_")
                        .modinfoReplaced("vermagic", "6.1.0-1-other SMP preempt mod_unload modversions "));
        add("versions-empty", "R-33", () -> module().versionsWithout(any -> true));
        add("module-layout-absent", "R-33", () -> module().versionsWithout("module_layout"::equals));
        add("module-layout-crc", "R-32", () -> module().flip(module().versionAt("module_layout")));
        add(
                "module-layout-crc-unnamed",
                "R-32",
                () -> module().flip(module().versionAt("module_layout")).modinfoWithout("name"));
        add("crc-high-word", "R-49", () -> module().put32(module().versionAt("unregister_nls") + 4, 1));
        add("crc-differs", "R-49", () -> module().flip(module().versionAt("unregister_nls")));
        add(
                "crc-two-differ",
                "R-49",
                () -> module().flip(module().versionAt("unregister_nls")).flip(module().versionAt("__register_nls")));
        add("crc-absent", "R-50", () -> module().versionsWithout("unregister_nls"::equals));
        add("crc-twice", "loads", () -> module().versionAdded("unregister_nls", 1));
        add("versions-unknown-name", "loads", () -> module().versionAdded("no_such_symbol", 1));
    }

    private void licences() {
        add("proprietary", "loads", () -> module().modinfoReplaced(LICENSE, "Proprietary"));
        add("licence-absent", "loads", () -> module().modinfoWithout(LICENSE));
        add("licence-empty", "loads", () -> module().modinfoReplaced(LICENSE, ""));
        add("licence-gpl-v2", "loads", () -> module().modinfoReplaced(LICENSE, "GPL v2"));
        add("licence-gpl-extra", "loads", () -> module().modinfoReplaced(LICENSE, "GPL and additional rights"));
        add("licence-mit", "loads", () -> module().modinfoReplaced(LICENSE, "MIT"));
        add("licence-dual-mit", "loads", () -> module().modinfoReplaced(LICENSE, "Dual MIT/GPL"));
        add("licence-case", "loads", () -> module().modinfoReplaced(LICENSE, "gpl"));
        add("licence-second", "loads", () -> module().modinfoWith("license=Proprietary"));
        add("gpl-only", "loads", () -> base.importing(module(), base.gplOnly()));
        add(
                "gpl-only-proprietary",
                "R-47",
                () -> base.importing(module(), base.gplOnly()).modinfoReplaced(LICENSE, "Proprietary"));
        add("gpl-only-proprietary-crc", "R-47", () -> gplOnlyWrongCrc());
    }

    private EditedModule gplOnlyWrongCrc() {
        EditedModule module = base.importing(module(), base.gplOnly()).modinfoReplaced(LICENSE, "Proprietary");
        return module.flip(module.versionAt(base.gplOnly().symbol()));
    }

    private void origin() {
        add("out-of-tree", "loads", () -> module().modinfoWithout("intree"));
        add("intree-n", "loads", () -> module().modinfoReplaced("intree", "N"));
        add("staging", "loads", () -> module().modinfoWith("staging=Y"));
        add("test", "loads", () -> module().modinfoWith("test=Y"));
        add("retpoline-absent", "loads", () -> module().modinfoWithout("retpoline"));
        add("name-absent", "loads", () -> module().modinfoWithout("name"));
        add("name-differs", "loads", () -> module().modinfoReplaced("name", "other"));
        add("modinfo-absent", "loads", () -> module().renamed(".modinfo", ".modinfx"));
        add("modinfo-empty", "loads", () -> module().contents(".modinfo", new byte[0]));
        add("modinfo-not-allocated", "loads", () -> module().field(".modinfo", Field.FLAGS, 0));
        add("obsolete-parameters", "loads", () -> obsolete());
        add("livepatch", "R-37", () -> module().modinfoWith("livepatch=Y"));
        add("livepatch-n", "loads", () -> module().modinfoWith("livepatch=N"));
        add(
                "everything-at-once",
                "loads",
                () -> module().modinfoWithout("intree")
                        .modinfoWithout("retpoline")
                        .modinfoReplaced(LICENSE, "Proprietary")
                        .modinfoWith("staging=Y")
                        .modinfoWith("test=Y")
                        .modinfoWithout("vermagic")
                        .renamed(VERSIONS, "__version_"));
    }

    private EditedModule obsolete() {
        EditedModule module = module();
        module.addSection("__obsparm", 1, 2, 8, new byte[64]);
        return module;
    }
}
