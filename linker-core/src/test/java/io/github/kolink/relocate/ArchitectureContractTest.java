// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.relocate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.kolink.elf.ElfConstants;
import io.github.kolink.elf.ElfFile;
import io.github.kolink.elf.ElfMachine;
import io.github.kolink.elf.ElfWriter;
import io.github.kolink.elf.ElfWriter.Relocation;
import io.github.kolink.finding.FindingCode;
import io.github.kolink.finding.Severity;
import io.github.kolink.kernel.KernelFact;
import io.github.kolink.kernel.KernelFacts;
import io.github.kolink.layout.LayoutPlan;
import io.github.kolink.layout.MemoryRegion;
import io.github.kolink.layout.ModuleLayout;
import io.github.kolink.layout.PlacedModule;
import io.github.kolink.layout.RegionAddresses;
import io.github.kolink.layout.RegionKind;
import io.github.kolink.layout.SectionMemory;
import io.github.kolink.layout.SectionPlacement;
import io.github.kolink.module.KernelModule;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Field;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every architecture's plug-in keeps. A plug-in's test extends this, names its {@link Architecture}, and inherits
 * the tests. They relocate places inside a section that lies inside a larger region, so that a write beside the field,
 * or past the section, is seen.
 */
public abstract class ArchitectureContractTest {
    private static final String TYPES = "relocations.csv";
    private static final int MARGIN = 32;
    private static final int PAGE = 4096;
    private static final int TYPES_TRIED = 1100;
    private static final int RANDOM_PLACES = 64;
    private static final Pattern FORMAT =
            Pattern.compile("# kolink relocation(?: vectors|s) 1, (EM_\\w+), ELFCLASS(32|64), ELFDATA2(LSB|MSB)");

    private Architecture plugin;

    /** The plug-in. */
    protected abstract Architecture architecture();

    /** The resource with the vectors of {@link #facts()}. */
    protected String vectors() {
        return "relocation-vectors.csv";
    }

    /** The kernel that the vectors are for: a stock 6.1. */
    protected KernelFacts facts() {
        return KernelFacts.of("6.1", plugin().usualFacts());
    }

    /** Which values of a type {@link #facts()} allows, {@code refused} if none; by default what the table says. */
    protected String check(RelocationType type) {
        return type.kernelCheck();
    }

    /** Asked for once: a plug-in reads its tables when it is made. */
    private Architecture plugin() {
        if (plugin == null) {
            plugin = architecture();
        }
        return plugin;
    }

    private record Report(int entry, RelocationOutcome outcome, long value) {}

    /** What became of one section: the memory of the region around it, and what was reported. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Result(byte[] region, List<Report> reports) {
        RelocationOutcome outcome(int entry) {
            return reports.stream()
                    .filter(report -> report.entry() == entry)
                    .map(Report::outcome)
                    .findFirst()
                    .orElse(RelocationOutcome.APPLIED);
        }

        byte[] section() {
            return Arrays.copyOfRange(region, MARGIN, region.length - MARGIN);
        }
    }

    /** Relocates a section that lies at an address, with a margin of zero bytes before and behind it. */
    private Result apply(
            long address, byte[] contents, long[] symbols, boolean hasAddend, List<Relocation> relocations) {
        ElfMachine machine = plugin().machine();
        ElfFile file = ElfWriter.of(machine)
                .section(".text", ElfConstants.SHF_ALLOC | ElfConstants.SHF_EXECINSTR, contents)
                .relocations(".text", hasAddend, relocations)
                .parse("contract.ko");
        ModuleLayout layout = new ModuleLayout(
                file.sections(),
                List.of(new MemoryRegion(RegionKind.CORE, contents.length + 2L * MARGIN, 1)),
                Map.of(1, new SectionPlacement(RegionKind.CORE, MARGIN)),
                LayoutPlan.NONE);
        PlacedModule placed = new PlacedModule(
                KernelModule.of(file),
                layout,
                new RegionAddresses(Map.of(RegionKind.CORE, machine.truncate(address - MARGIN)), Map.of()));
        SectionMemory target = placed.memory(1).orElseThrow();
        List<Report> reports = new ArrayList<>();
        plugin().relocator(placed, facts())
                .apply(file.relocations(file.sections().get(2)), symbols, target, (entry, outcome, value) -> {
                    assertNotEquals(RelocationOutcome.APPLIED, outcome, "APPLIED is never reported");
                    assertTrue(reports.stream().noneMatch(r -> r.entry() == entry), "one report per entry");
                    reports.add(new Report(entry, outcome, value));
                });
        return new Result(placed.region(RegionKind.CORE), reports);
    }

    /** Relocates one place with a margin of recognisable bytes on both sides. */
    private Result apply(RelocationType type, long s, long a, long p, byte[] before, boolean hasAddend) {
        return apply(
                p - MARGIN,
                between(before),
                new long[] {0, plugin().machine().truncate(s)},
                hasAddend,
                List.of(new Relocation(MARGIN, 1, type.number(), a)));
    }

    private static byte[] between(byte[] place) {
        byte[] contents = new byte[place.length + 2 * MARGIN];
        for (int i = 0; i < contents.length; i++) {
            contents[i] = (byte) (0x80 + i);
        }
        System.arraycopy(place, 0, contents, MARGIN, place.length);
        return contents;
    }

    private static byte[] inMargins(byte[] section) {
        byte[] region = new byte[section.length + 2 * MARGIN];
        System.arraycopy(section, 0, region, MARGIN, section.length);
        return region;
    }

    private boolean hasAddend() {
        return plugin().takes(ElfConstants.SHT_RELA);
    }

    private Collection<RelocationType> types() {
        return plugin().types().all();
    }

    private boolean isApplied(RelocationType type) {
        return !check(type).equals("refused");
    }

    /** The types that {@link #facts()} applies and that have a field. */
    private List<RelocationType> writingTypes() {
        return types().stream()
                .filter(type -> isApplied(type) && type.width() > 0)
                .toList();
    }

    private RelocationType type(String name) {
        return types().stream()
                .filter(type -> type.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(TYPES + " has no " + name));
    }

    private List<RelocationVector> rows() {
        return RelocationVector.load(plugin().getClass(), vectors());
    }

    /** X as the tables mean it: signed, of the width of an address. */
    private long x(RelocationType type, RelocationVector vector) {
        long x = type.formula().value(vector.s(), vector.a(), vector.p());
        return plugin().machine().is64() ? x : (int) x;
    }

    @TestFactory
    Stream<DynamicTest> everyVectorHolds() {
        return rows().stream().map(vector -> dynamicTest(vector.toString(), () -> holds(vector)));
    }

    private void holds(RelocationVector vector) {
        RelocationType type = type(vector.name());
        assertEquals(vector.before().length, vector.after().length, "before and after differ in length");
        assertTrue(
                vector.before().length == type.width() || type.width() == 0,
                "the place has not the type's width of " + type.width());
        Result result = apply(type, vector.s(), vector.a(), vector.p(), vector.before(), hasAddend());
        assertEquals(vector.outcome(), result.outcome(0));
        assertArrayEquals(inMargins(between(vector.after())), result.region());
    }

    @TestFactory
    Stream<DynamicTest> vectorsAgreeWithTheCheckColumn() {
        return rows().stream()
                .map(vector -> dynamicTest(vector.toString(), () -> {
                    RelocationType type = type(vector.name());
                    boolean fits = ValueRange.of(check(type))
                            .map(range -> range.holds(x(type, vector)))
                            .orElse(true);
                    switch (vector.outcome()) {
                        case APPLIED, APPLIED_OUT_OF_RANGE, APPLIED_MISALIGNED ->
                            assertTrue(fits, "applied out of range");
                        case OVERFLOW -> assertFalse(fits, "refused in range");
                        default -> {}
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyBoundHasVectorsAtItsEdges() {
        return types().stream()
                .filter(this::isApplied)
                .filter(type -> ValueRange.of(check(type)).isPresent())
                .map(type -> dynamicTest(type.name(), () -> {
                    Set<Long> wanted = new TreeSet<>(ValueRange.of(check(type))
                            .orElseThrow()
                            .edges(type.formula() == RelocationFormula.PAGE_DISTANCE ? PAGE : 1));
                    rows().stream()
                            .filter(vector -> vector.name().equals(type.name()))
                            .filter(vector -> vector.outcome() != RelocationOutcome.TARGET_NOT_ZERO)
                            .forEach(vector -> wanted.remove(x(type, vector)));
                    assertEquals(Set.of(), wanted, "values of X without a vector");
                }));
    }

    @Test
    void everyAppliedTypeHasAVectorAndOnlyThose() {
        Set<String> applied = new TreeSet<>();
        types().stream().filter(this::isApplied).forEach(type -> applied.add(type.name()));
        Set<String> tested = new TreeSet<>();
        rows().forEach(vector -> tested.add(vector.name()));
        assertEquals(applied, tested);
    }

    @Test
    void theSwitchAndTheTableNameTheSameTypes() {
        Set<Long> numbers = new TreeSet<>();
        long limit = plugin().machine().is64() ? 0xffffffffL : 0xff;
        for (long number = 0; number < TYPES_TRIED; number++) {
            numbers.add(number);
        }
        types().forEach(type -> Collections.addAll(
                numbers, (long) type.number(), type.number() | 0x10000L, type.number() | 0x80000000L));
        Collections.addAll(numbers, 0x7fffffffL, 0xffffffffL);
        Set<Long> wrong = new TreeSet<>();
        for (long number : numbers) {
            if (number <= limit) {
                Result result = applyTo(number);
                boolean refused = result.outcome(0) == RelocationOutcome.UNKNOWN_TYPE;
                boolean listed = plugin().types()
                        .type((int) number)
                        .filter(this::isApplied)
                        .isPresent();
                if (listed == refused) {
                    wrong.add(number);
                }
                if (refused) {
                    assertArrayEquals(new byte[MARGIN * 5], result.region(), "type " + number + " wrote");
                }
            }
        }
        assertEquals(Set.of(), wrong, "applied by the switch or by the table, but not by both");
    }

    private Result applyTo(long number) {
        return apply(
                0x10000,
                new byte[3 * MARGIN],
                new long[] {0, 0x10004},
                hasAddend(),
                List.of(new Relocation(MARGIN, 1, number, 4)));
    }

    @TestFactory
    Stream<DynamicTest> noByteOutsideTheFieldChanges() {
        return writingTypes().stream()
                .map(type -> dynamicTest(type.name(), () -> {
                    Random random = new Random(type.number());
                    for (int i = 0; i < RANDOM_PLACES; i++) {
                        long s = random.nextLong() >> random.nextInt(64);
                        long p = (s + random.nextInt()) & -4;
                        Result result = apply(type, s, random.nextInt(PAGE), p, new byte[type.width()], hasAddend());
                        byte[] expected = between(Arrays.copyOfRange(result.section(), MARGIN, MARGIN + type.width()));
                        assertArrayEquals(inMargins(expected), result.region());
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> anOffsetOutsideIsReportedAndNothingIsWritten() {
        return writingTypes().stream()
                .map(type -> dynamicTest(type.name(), () -> {
                    int size = 3 * MARGIN;
                    List<Long> offsets = new ArrayList<>();
                    Collections.addAll(offsets, 0x7fffffffL, 0x80000000L, 0xfffffff8L, 0xffffffffL);
                    for (int over = size - type.width() + 1; over <= size + MARGIN; over++) {
                        offsets.add((long) over);
                    }
                    if (plugin().machine().is64()) {
                        Collections.addAll(
                                offsets, 0x100000000L, 0x100000000L + MARGIN, -1L, -8L, Long.MIN_VALUE, Long.MAX_VALUE);
                    }
                    for (long offset : offsets) {
                        outOfBounds(new Relocation(offset, 1, type.number(), 0), "offset " + Long.toHexString(offset));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> aSymbolIndexOutsideIsReportedAndNothingIsWritten() {
        return writingTypes().stream()
                .map(type -> dynamicTest(type.name(), () -> {
                    for (long symbol : new long[] {2, 3, 0x7fffff, 0x800000, 0xffffff}) {
                        outOfBounds(new Relocation(MARGIN, symbol, type.number(), 0), "symbol " + symbol);
                    }
                    if (plugin().machine().is64()) {
                        for (long symbol : new long[] {0x7fffffff, 0x80000000L, 0xffffffffL}) {
                            outOfBounds(new Relocation(MARGIN, symbol, type.number(), 0), "symbol " + symbol);
                        }
                    }
                }));
    }

    /** One bad relocation, and a good one behind it that must not suffer. */
    private void outOfBounds(Relocation bad, String what) {
        Relocation good = new Relocation(MARGIN, 1, bad.type(), 0);
        byte[] contents = new byte[3 * MARGIN];
        long[] symbols = {0, 0x10010};
        Result alone = apply(0x10000, contents, symbols, hasAddend(), List.of(good));
        Result both = apply(0x10000, contents, symbols, hasAddend(), List.of(bad, good));
        assertEquals(RelocationOutcome.OUT_OF_BOUNDS, both.outcome(0), what);
        assertEquals(alone.outcome(0), both.outcome(1), what + ": the next relocation");
        assertArrayEquals(alone.region(), both.region(), what);
    }

    @TestFactory
    Stream<DynamicTest> theLastBytesOfASectionCanBeRelocated() {
        return writingTypes().stream()
                .map(type -> dynamicTest(type.name(), () -> {
                    Relocation last = new Relocation(3L * MARGIN - type.width(), 1, type.number(), 0);
                    Result result =
                            apply(0x10000, new byte[3 * MARGIN], new long[] {0, 0x10040}, hasAddend(), List.of(last));
                    assertNotEquals(RelocationOutcome.OUT_OF_BOUNDS, result.outcome(0));
                }));
    }

    @TestFactory
    Stream<DynamicTest> relAndRelaOfEqualAddendsWriteTheSame() {
        assumeTrue(
                plugin().takes(ElfConstants.SHT_REL) && plugin().takes(ElfConstants.SHT_RELA),
                "the kernel takes one form only");
        return rows().stream()
                .filter(vector -> type(vector.name()).width() > 0)
                .filter(vector -> fits(vector.a(), type(vector.name()).width()))
                .map(vector -> dynamicTest(vector.toString(), () -> {
                    RelocationType type = type(vector.name());
                    byte[] addend = field(vector.a(), type.width());
                    Result rel = apply(type, vector.s(), 0, vector.p(), addend, false);
                    Result rela = apply(type, vector.s(), vector.a(), vector.p(), vector.before(), true);
                    assertEquals(rela.outcome(0), rel.outcome(0));
                    assertArrayEquals(rela.region(), rel.region());
                }));
    }

    private boolean fits(long a, int width) {
        long addend = plugin().machine().is64() ? a : (int) a;
        int unused = 64 - 8 * width;
        return addend << unused >> unused == addend;
    }

    private byte[] field(long value, int width) {
        ByteOrder order = plugin().machine().order();
        byte[] word = ByteBuffer.allocate(8).order(order).putLong(value).array();
        return order == ByteOrder.LITTLE_ENDIAN ? Arrays.copyOf(word, width) : Arrays.copyOfRange(word, 8 - width, 8);
    }

    @Test
    void theTableIsSound() {
        assertFirstLine(TYPES, "# kolink relocations 1, ");
        assertFirstLine(vectors(), "# kolink relocation vectors 1, ");
        Set<String> names = new HashSet<>();
        for (RelocationType type : types()) {
            assertTrue(names.add(type.name()), "two rows for " + type.name());
            assertTrue(type.name().startsWith("R_"), type.name());
            assertFalse(type.source().isEmpty(), type.name() + " cites no source");
            assertFalse(type.psabiCheck().isEmpty(), type.name() + " does not say what the psABI checks");
            if (!type.isApplied()) {
                assertFalse(type.note().isEmpty(), type.name() + " is refused, but no cause is given");
            }
        }
    }

    private void assertFirstLine(String resource, String start) {
        Class<?> plugin = plugin().getClass();
        try (InputStream stream = plugin.getResourceAsStream(resource);
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            Matcher format = FORMAT.matcher(line);
            assertTrue(line.startsWith(start) && format.matches(), resource + " starts with: " + line);
            Field number = plugin.getDeclaredField(format.group(1)); // the plug-in keeps its own e_machine
            number.setAccessible(true);
            ElfMachine named = new ElfMachine(
                    number.getInt(null),
                    format.group(2).equals("64"),
                    format.group(3).equals("LSB") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            assertEquals(plugin().machine(), named, resource);
        } catch (IOException | ReflectiveOperationException e) {
            throw new AssertionError(resource, e);
        }
    }

    @Test
    void everyRefusalHasTheKernelsWords() {
        Set<RelocationOutcome> refusals = new TreeSet<>(Set.of(RelocationOutcome.UNKNOWN_TYPE));
        rows().stream()
                .map(RelocationVector::outcome)
                .filter(outcome -> outcome.code().map(FindingCode::severity).equals(Optional.of(Severity.REFUSED)))
                .forEach(refusals::add);
        for (RelocationOutcome outcome : refusals) {
            String line =
                    plugin().messages().line(outcome, facts(), "nnn", 77, 0xabcdef, new KernelMessages.Place(1, 2, 3));
            assertFalse(line.isEmpty(), outcome + " has no message");
            assertTrue(line.contains("77"), line);
            assertFalse(line.contains("{"), line);
        }
    }

    @Test
    void usualFactsAreConfigurationOptions() {
        plugin().usualFacts().forEach(fact -> assertEquals(KernelFact.Source.CONFIG, fact.source(), fact.key()));
    }

    @Test
    void memoryIsPlacedOnPages() {
        MemoryModel model = plugin().memoryModel(OptionalLong.empty());
        assertEquals(1, Integer.bitCount(model.pageSize()));
        assertEquals(0, model.moduleArea() % model.pageSize());
        assertEquals(model.moduleArea(), plugin().machine().truncate(model.moduleArea()));
    }

    @Test
    void bothKindsOfServiceRegistrationNameThePlugin() throws IOException, URISyntaxException {
        String service = Architecture.class.getName();
        String plugin = plugin().getClass().getName();
        Path home = Path.of(plugin().getClass()
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> inDescriptor = ModuleFinder.of(home).findAll().stream()
                .flatMap(reference -> reference.descriptor().provides().stream())
                .filter(provides -> provides.service().equals(service))
                .map(ModuleDescriptor.Provides::providers)
                .flatMap(List::stream)
                .toList();
        List<String> inMetaInf = new ArrayList<>();
        for (URL url :
                Collections.list(plugin().getClass().getClassLoader().getResources("META-INF/services/" + service))) {
            if (url.toString().contains(home.toUri().getRawPath())) {
                try (InputStream stream = url.openStream()) {
                    new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                            .forEach(inMetaInf::add);
                }
            }
        }
        assertEquals(List.of(plugin), inDescriptor, "module-info");
        assertEquals(List.of(plugin), inMetaInf, "META-INF/services");
        assertTrue(
                Architecture.of(plugin().machine())
                        .filter(found -> found.getClass().getName().equals(plugin))
                        .isPresent(),
                "ServiceLoader finds another plug-in, or none");
    }
}
