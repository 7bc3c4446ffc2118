// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.link;

import io.github.kolink.layout.RegionKind;
import io.github.kolink.module.KernelModule;
import io.github.kolink.relocate.MemoryModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options that say where modules go. */
@Command
final class LinkPlaces {
    @Option(
            names = "--base",
            paramLabel = "ADDR",
            converter = Address.class,
            description = "Place regions one behind the other from here.")
    private Optional<Long> base = Optional.empty();

    @Option(
            names = "--region",
            paramLabel = "TYPE=ADDR",
            converter = RegionBase.Converter.class,
            description = {
                "Place a region: core, init (up to 6.3); text, data, rodata, ro-after-init, init-text, init-data,"
                        + " init-rodata (from 6.4); percpu."
            })
    private List<RegionBase> regions = new ArrayList<>();

    @Option(
            names = "--sections",
            paramLabel = "FILE",
            description = {
                "Place sections: lines NAME ADDRESS, or a directory like /sys/module/NAME/sections. Sections that are not"
                        + " named are placed by the layout rules."
            })
    private Optional<Path> sections = Optional.empty();

    @Option(
            names = "--percpu",
            paramLabel = "ADDR",
            converter = Address.class,
            description = "Where per-CPU data lies.")
    private Optional<Long> percpu = Optional.empty();

    private Optional<Placement> placement = Optional.empty();

    boolean isEmpty() {
        return base.isEmpty() && regions.isEmpty() && sections.isEmpty() && percpu.isEmpty();
    }

    void checkUsage(CommandSpec spec, int modules) {
        int given = (base.isPresent() ? 1 : 0) + (regions.isEmpty() ? 0 : 1) + (sections.isPresent() ? 1 : 0);
        if (given != 1) {
            throw new ParameterException(
                    spec.commandLine(), "Give one of --base ADDR, --region TYPE=ADDR..., --sections FILE");
        }
        if (modules > 1 && base.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "--region and --sections place one module; several need --base");
        }
    }

    /** Begins placing, in the area of a kernel. */
    void start(MemoryModel model) {
        placement = Optional.of(new Placement(model, base, percpu));
    }

    /** The place of a module to link. */
    LinkJob.Place of(KernelModule module) throws IOException {
        Placement places = placement.orElseThrow();
        String name = module.file().name();
        if (sections.isPresent()) {
            Map<String, Long> named = SectionsFile.read(sections.get());
            return (layout, findings) -> places.sections(named, name, layout, findings);
        }
        if (!regions.isEmpty()) {
            Map<RegionKind, Long> bases = new EnumMap<>(RegionKind.class);
            regions.forEach(region -> bases.put(region.kind(), region.base()));
            return (layout, findings) -> places.regions(bases, name, layout, findings);
        }
        return (layout, findings) -> places.behind(name, layout, findings);
    }

    /** The place of a module that is loaded already. */
    LinkJob.Place of(Provider provider, KernelModule module) {
        Placement places = placement.orElseThrow();
        return (layout, findings) -> provider.base().isPresent()
                ? places.at(provider.base().get(), layout)
                : places.behind(module.file().name(), layout, findings);
    }
}
