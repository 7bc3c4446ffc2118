// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.link;

import io.github.kolink.cli.exit.ExitCode;
import io.github.kolink.cli.exit.Failure;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.ModuleLinker;
import io.github.kolink.link.ModuleSet;
import io.github.kolink.link.RelocationListener;
import io.github.kolink.module.KernelModule;
import io.github.kolink.module.ModuleExport;
import io.github.kolink.resolve.ModuleExports;
import io.github.kolink.resolve.ProvidedSymbol;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Links modules together: lays all of them out, then links each in an order in which they could be loaded. */
final class LinkJob {
    private final ModuleLinker linker;
    private final ModuleExports exports;
    private final List<Member> members = new ArrayList<>();

    /** What came of one module, told when it is linked. */
    interface Listener {
        /** Takes the result. */
        void linked(LinkOutput output, KernelModule module, LinkResult result) throws IOException;
    }

    private record Member(
            KernelModule module,
            LinkOutput output,
            Optional<ModuleLayout> layout,
            RegionAddresses where,
            Findings remarks) {}

    /** For a kernel whose modules export what is given. */
    LinkJob(ModuleLinker linker, ModuleExports exports) {
        this.linker = linker;
        this.exports = exports;
    }

    /** Chooses a module's addresses. */
    interface Place {
        /** Told the layout, and where remarks go. */
        RegionAddresses of(ModuleLayout layout, Findings findings);
    }

    /** Adds a module that is loaded already. */
    void addProvider(KernelModule module, Place place) {
        Findings findings = new Findings();
        ModuleLayout layout = linker.layOut(module, findings)
                .orElseThrow(() -> new Failure(
                        ExitCode.FINDINGS,
                        module.file().name() + ": cannot be a provider: "
                                + findings.list().get(0).describe()));
        exports.add(module, layout, place.of(layout, findings));
    }

    /** Adds a module to link. */
    void add(KernelModule module, LinkOutput output, Place place) {
        Optional<ModuleLayout> layout = linker.layOut(module, new Findings()); // the link finds the same again
        Findings remarks = new Findings();
        RegionAddresses where =
                layout.map(known -> place.of(known, remarks)).orElse(new RegionAddresses(Map.of(), Map.of()));
        members.add(new Member(module, output, layout, where, remarks));
    }

    private void duplicates(KernelModule module, Findings remarks) {
        for (ModuleExport export : module.exports()) {
            Optional<ProvidedSymbol> first = exports.find(export.name());
            if (first.isPresent()) {
                remarks.add(Finding.of(
                                FindingCode.SET_DUPLICATE_EXPORT,
                                module.file().name(),
                                "the module " + first.get().owner() + " exports it too")
                        .about(export.name())
                        .kernelSays(module.name() + ": exports duplicate symbol " + export.name() + " (owned by "
                                + first.get().owner() + ")"));
            }
        }
    }

    /** Links all modules. */
    void run(Listener listener) throws IOException {
        ModuleSet set = ModuleSet.of(members.stream().map(Member::module).toList(), linker.target()::exports);
        set.cycles().forEach(exports::judgeCycle);
        for (int index : set.loadOrder()) {
            Member member = members.get(index);
            member.layout().ifPresent(layout -> {
                duplicates(member.module(), member.remarks());
                exports.add(member.module(), layout, member.where());
            });
        }
        for (int index : set.loadOrder()) {
            Member member = members.get(index);
            listener.linked(member.output(), member.module(), link(member));
        }
    }

    private LinkResult link(Member member) throws IOException {
        Optional<BufferedWriter> trace = member.output().openTrace();
        try {
            Optional<RelocationListener> listener =
                    trace.map(out -> member.output().tracing(member.module(), linker.architecture(), out));
            LinkResult result = linker.link(member.module(), layout -> member.where(), exports, listener);
            return result.behind(member.remarks());
        } finally {
            if (trace.isPresent()) {
                trace.get().close();
            }
        }
    }
}
