// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.loadcheck;

import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.finding.Taint;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelTarget;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModVersions;
import io.github.kolink.resolve.ImportRule;
import io.github.kolink.resolve.ProvidedSymbol;
import io.github.kolink.resolve.VersionCounts;
import io.github.kolink.symbols.LoadedModule;
import java.util.List;
import java.util.Optional;

/**
 * May the module use the symbols it imports ({@code resolve_symbol}, kernel/module/main.c 6.1)? License of the provider,
 * CRC, namespace and state of the provider, in this order. One for each load: using a proprietary module makes the module
 * proprietary, which hides the GPL-only exports that come later in the symbol table.
 */
final class ImportQuestion implements ImportRule {
    private final KernelTarget target;
    private final SystemState state;
    private final KernelModule module;
    private final String file;
    private final String name;
    private final boolean comparesCrcs;
    private final ModVersions versions;
    private final List<String> namespaces;
    private boolean proprietary;
    private boolean usesGplOnly;
    private boolean namespacesDoubted;
    private int agree;
    private int differ;
    private int missing;

    ImportQuestion(KernelTarget target, SystemState state, KernelModule module) {
        this.target = target;
        this.state = state;
        this.module = module;
        this.file = module.file().name();
        this.name = module.name();
        this.versions = versions(target, module);
        this.comparesCrcs = versions.isPresent()
                && target.facts().known(KernelFact.MODVERSIONS).orElse(false);
        this.namespaces = module.info().all("import_ns");
        this.proprietary = TaintQuestion.isProprietary(module);
    }

    /** The CRCs the kernel finds in a module. */
    static ModVersions versions(KernelTarget target, KernelModule module) {
        return target.facts().has(KernelFact.EXTENDED_MODVERSIONS) ? module.versions() : module.basicVersions();
    }

    @Override
    public boolean seesGplOnly() {
        return !proprietary;
    }

    @Override
    public VersionCounts versions() {
        return new VersionCounts(agree, differ, missing);
    }

    @Override
    public boolean takes(String symbol, boolean weak, ProvidedSymbol provided, Findings findings) {
        usesGplOnly |= provided.gplOnly();
        return takesOwner(symbol, weak, provided, findings)
                && agrees(symbol, provided, findings)
                && isImported(symbol, provided, findings)
                && isReady(symbol, provided.owner(), findings);
    }

    /** {@code inherit_taint}: the only refusal that a weak symbol survives. */
    private boolean takesOwner(String symbol, boolean weak, ProvidedSymbol provided, Findings findings) {
        String owner = provided.owner();
        if (owner.isEmpty()
                || !state.module(owner)
                        .map(loaded -> loaded.taints().contains(Taint.P.name()))
                        .or(provided::proprietary)
                        .orElse(false)) {
            return true;
        }
        if (usesGplOnly) {
            String line = name + ": module using GPL-only symbols uses symbols " + symbol + " from proprietary module "
                    + owner + ".";
            FindingCode code = weak ? FindingCode.KERNEL_REMARK : FindingCode.SYMBOL_PROPRIETARY_PROVIDER;
            findings.add(
                    code,
                    () -> Finding.of(
                                    code,
                                    file,
                                    "exported by the proprietary module " + owner
                                            + ", and the module uses GPL-only symbols"
                                            + (weak ? "; being weak, it stays 0" : ""))
                            .about(symbol)
                            .kernelSays(weak ? line : line + unknownSymbol(symbol, "-2")));
            return false;
        }
        if (!proprietary) {
            proprietary = true;
            findings.add(Finding.of(
                            FindingCode.TAINT_PROPRIETARY,
                            file,
                            "the module becomes proprietary by using the proprietary module " + owner)
                    .about(symbol)
                    .kernelSays(name + ": module uses symbols " + symbol + " from proprietary module " + owner
                            + ", inheriting taint."));
        }
        return true;
    }

    /** {@code check_version}; an export without CRC agrees with any. */
    private boolean agrees(String symbol, ProvidedSymbol provided, Findings findings) {
        if (!comparesCrcs || provided.export().crc().isEmpty()) {
            return true;
        }
        int crc = provided.export().crc().getAsInt();
        if (versions.agrees(symbol, crc)) {
            agree++;
            return true;
        }
        if (versions.crc(symbol).isEmpty()) {
            missing++;
            return new MissingCrc(target.facts(), new TaintLog(state, module, findings))
                    .tell(symbol, versions, FindingCode.SYMBOL_VERSION_MISSING, unknownSymbol(symbol, "-22"));
        }
        differ++;
        findings.add(
                FindingCode.SYMBOL_VERSION,
                () -> Finding.of(
                                FindingCode.SYMBOL_VERSION,
                                file,
                                String.format(
                                        "the module expects CRC 0x%08x, %s has 0x%08x",
                                        versions.crc(symbol).getAsInt(),
                                        provided.owner().isEmpty() ? "the kernel" : provided.owner(),
                                        crc))
                        .about(symbol)
                        .kernelSays(
                                name + ": disagrees about version of symbol " + symbol + unknownSymbol(symbol, "-22")));
        return false;
    }

    /** {@code verify_namespace_is_imported}. */
    private boolean isImported(String symbol, ProvidedSymbol provided, Findings findings) {
        Optional<String> space = provided.export().namespace();
        if (space.isEmpty()) {
            doubtNamespace(symbol, provided, findings);
            return true;
        }
        if (new NamespaceQuestion(target.facts()).allows(module, namespaces, space.get())) {
            return true;
        }
        Optional<Boolean> allowed = target.facts().known(KernelFact.MISSING_NAMESPACE_IMPORTS);
        FindingCode code = allowed.isEmpty()
                ? FindingCode.CONFIG_UNKNOWN
                : allowed.get() ? FindingCode.SYMBOL_NAMESPACE_ALLOWED : FindingCode.SYMBOL_NAMESPACE;
        String line = name + ": module uses symbol (" + symbol + ") from namespace " + space.get()
                + ", but does not import it.";
        findings.add(
                code,
                () -> Finding.of(
                                code,
                                file,
                                "in namespace " + space.get()
                                        + ", which the module does not import: add MODULE_IMPORT_NS"
                                        + (allowed.isEmpty()
                                                ? "; refused unless CONFIG_MODULE_ALLOW_MISSING_NAMESPACE_IMPORTS=y: add --config"
                                                : ""))
                        .about(symbol)
                        .kernelSays(code == FindingCode.SYMBOL_NAMESPACE ? line + unknownSymbol(symbol, "-22") : line));
        return code != FindingCode.SYMBOL_NAMESPACE;
    }

    private void doubtNamespace(String symbol, ProvidedSymbol provided, Findings findings) {
        boolean fromSnapshot =
                provided.proprietary().isEmpty() || provided.owner().isEmpty();
        if (fromSnapshot && !namespacesDoubted && !target.snapshot().knowsNamespaces()) {
            namespacesDoubted = true;
            findings.add(Finding.of(
                            FindingCode.SYMBOL_NOT_IN_SNAPSHOT,
                            file,
                            "whether this and other symbols are in a namespace is not known: add the kernel's image or --symvers")
                    .about(symbol));
        }
    }

    /** {@code ref_module}, {@code resolve_symbol_wait}. */
    private boolean isReady(String symbol, String owner, Findings findings) {
        Optional<LoadedModule> loaded = owner.isEmpty() ? Optional.empty() : state.module(owner);
        if (loaded.isEmpty() || loaded.get().state() == LoadedModule.State.LIVE) {
            return true;
        }
        boolean coming = loaded.get().state() == LoadedModule.State.COMING;
        FindingCode code = coming ? FindingCode.SYMBOL_PROVIDER_BUSY : FindingCode.SYMBOL_PROVIDER_LEAVING;
        findings.add(
                code,
                () -> Finding.of(
                                code,
                                file,
                                coming
                                        ? "exported by " + owner + ", if that is still being loaded after 30 seconds"
                                        : "exported by " + owner + ", which is being unloaded")
                        .about(symbol)
                        .kernelSays(
                                coming
                                        ? name + ": gave up waiting for init of module " + owner + "."
                                                + unknownSymbol(symbol, "-16")
                                        : unknownSymbol(symbol, "-2").substring(1)));
        return false;
    }

    /** The kernel's second line about a symbol, behind a line feed. */
    private String unknownSymbol(String symbol, String error) {
        return "\n" + name + ": Unknown symbol " + symbol + " (err " + error + ")";
    }

    @Override
    public void finish(Findings findings) {
        if (differ > 0) {
            findings.add(Finding.of(
                    FindingCode.SYMBOL_VERSIONS_DIFFER,
                    file,
                    "the CRCs of " + differ + " of " + versions().compared()
                            + " imports differ: built for another kernel or configuration"));
        }
    }
}
