// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

import io.github.kolink.capture.Capture;
import io.github.kolink.capture.CaptureException;
import io.github.kolink.capture.CaptureFacts;
import io.github.kolink.capture.CapturedModule;
import io.github.kolink.capture.CapturedSection;
import io.github.kolink.elf.SectionHeader;
import io.github.kolink.finalise.FinalisePass;
import io.github.kolink.finalise.Stage;
import io.github.kolink.finding.Finding;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Findings;
import io.github.kolink.finding.LinkException;
import io.github.kolink.finding.Severity;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.link.LinkResult;
import io.github.kolink.link.LinkedImage;
import io.github.kolink.module.KernelModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares the modules of one boot, one by one. */
final class ModuleComparer {
    private final Capture capture;
    private final CapturedBoot boot;
    private final ModuleFiles files;
    private final PercpuBases percpu;

    ModuleComparer(Capture capture, CapturedBoot boot, ModuleFiles files, PercpuBases percpu) {
        this.capture = capture;
        this.boot = boot;
        this.files = files;
        this.percpu = percpu;
    }

    ModuleComparison compare(CapturedModule captured) {
        String known = boot.problems().getOrDefault(captured.name(), "");
        if (!known.isEmpty()) {
            return problem(captured, known);
        }
        if (captured.sections().isEmpty()) {
            int result = captured.facts().result();
            String why = captured.facts()
                    .death()
                    .map(how -> "the guest died while loading it: " + how)
                    .orElse("the kernel did not place it: finit_module returned " + result);
            return new ModuleComparison(
                    captured.name(), captured.facts().file(), why, result != 0, List.of(), 0, List.of());
        }
        try {
            return compare(captured, files.read(captured));
        } catch (IOException | LinkException e) {
            return problem(captured, String.valueOf(e.getMessage()));
        }
    }

    private static ModuleComparison problem(CapturedModule captured, String why) {
        return new ModuleComparison(captured.name(), captured.facts().file(), why, false, List.of(), 0, List.of());
    }

    private ModuleComparison compare(CapturedModule captured, KernelModule module) throws IOException {
        CapturedAddresses where = CapturedAddresses.of(captured, module, captured.sections(), percpu);
        boolean loaded = capture.facts().stage() == CaptureFacts.Stage.LOADED;
        List<StageComparison> stages = new ArrayList<>();
        List<String> layout = new ArrayList<>();
        if (loaded) {
            LinkResult result = link(module, where, Stage.FINAL);
            layout.addAll(layout(captured, module, result));
            stages.add(stage(captured, where, image(result), StageComparison.Kind.LOADED));
        } else {
            LinkResult result = link(module, where, Stage.RELOCATED);
            layout.addAll(layout(captured, module, result));
            stages.add(stage(captured, where, image(result), StageComparison.Kind.RELOCATED));
            if (hasFinal(captured)) {
                LinkedImage image = image(link(module, where, Stage.FINAL));
                stages.add(stage(captured, where, image, StageComparison.Kind.FINAL));
            }
        }
        int borrowed = (int) module.imports().stream()
                .filter(symbol -> boot.borrowed().containsKey(symbol.name()))
                .count();
        return new ModuleComparison(captured.name(), captured.facts().file(), "", false, layout, borrowed, stages);
    }

    private LinkResult link(KernelModule module, CapturedAddresses where, Stage stage) {
        return boot.linker().link(module, where, boot.exports(), Optional.empty(), stage);
    }

    private static LinkedImage image(LinkResult result) throws IOException {
        if (result.image().isPresent()) {
            return result.image().get();
        }
        String why = result.findings().stream()
                .filter(finding -> finding.code().severity() == Severity.REFUSED
                        || finding.code().severity() == Severity.UNDEFINED)
                .findFirst()
                .map(Finding::describe)
                .orElse("no image");
        throw new IOException("kolink would not link it: " + why);
    }

    /** What the kernel placed elsewhere. */
    private List<String> layout(CapturedModule captured, KernelModule module, LinkResult result) {
        List<String> contradictions = new ArrayList<>();
        result.findings().stream()
                .filter(finding -> finding.code() == FindingCode.PLACE_CONFLICT)
                .forEach(finding -> contradictions.add(finding.describe()));
        Optional<ModuleLayout> layout = boot.linker().layOut(module, new Findings());
        if (layout.isPresent() && captured.facts().coreSize().isPresent()) {
            long kernel = captured.facts().coreSize().getAsLong();
            if (kernel != layout.get().coreSize()) {
                contradictions.add("coresize is " + kernel + ", our layout says "
                        + layout.get().coreSize());
            }
        }
        return contradictions;
    }

    private static boolean hasFinal(CapturedModule captured) throws IOException {
        for (CapturedSection section : captured.sections()) {
            if (section.index() >= 0 && captured.last(section).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private StageComparison stage(
            CapturedModule captured, CapturedAddresses where, LinkedImage image, StageComparison.Kind kind)
            throws IOException {
        List<FinalisePass> passes = kind == StageComparison.Kind.RELOCATED
                ? List.of()
                : boot.linker().passes();
        Attribution attribution = new Attribution(
                image, passes, boot.linker().architecture().types(), kind == StageComparison.Kind.LOADED, boot.code());
        SectionComparer comparer = new SectionComparer(image, attribution);
        List<SectionComparison> sections = new ArrayList<>();
        for (SectionHeader section : image.sections()) {
            Optional<RegionKind> region = image.region(section.index());
            if (region.isEmpty() || section.size() == 0) {
                continue;
            }
            Optional<byte[]> bytes = bytes(captured, where, section, kind);
            if (bytes.isPresent()) {
                sections.add(comparer.compare(section, bytes.get()));
            } else if (!mayLack(region.get(), kind) && !isStringTable(image, section)) {
                throw new CaptureException(
                        captured.folder(),
                        "the bytes of section " + section.name() + " are missing (" + kind.label() + ")");
            }
        }
        if (sections.isEmpty()) {
            throw new CaptureException(captured.folder(), "has no bytes of any section");
        }
        return new StageComparison(kind, sections);
    }

    /**
     * Per-CPU templates lie in the loader's copy of the file and are gone behind relocation; init sections are gone when the
     * module runs.
     */
    private static boolean mayLack(RegionKind region, StageComparison.Kind kind) {
        return region == RegionKind.PERCPU || (kind == StageComparison.Kind.LOADED && region.isInit());
    }

    private static boolean isStringTable(LinkedImage image, SectionHeader section) {
        return section.index()
                == image.sections().get(image.symbols().section()).link();
    }

    private static Optional<byte[]> bytes(
            CapturedModule captured, CapturedAddresses where, SectionHeader section, StageComparison.Kind kind)
            throws IOException {
        Optional<CapturedSection> header = where.find(section);
        if (header.isEmpty()) {
            return Optional.empty();
        }
        Optional<byte[]> bytes = switch (kind) {
            case RELOCATED -> captured.relocated(header.get());
            case FINAL -> captured.last(header.get());
            case LOADED -> captured.loaded(header.get());
        };
        if (bytes.isPresent() && bytes.get().length != section.size()) {
            throw new CaptureException(
                    captured.folder(),
                    "section " + section.name() + " has " + bytes.get().length + " bytes, our layout says "
                            + section.size());
        }
        return bytes;
    }
}
