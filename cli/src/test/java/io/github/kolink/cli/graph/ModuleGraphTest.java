// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.graph;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.lang.module.ModuleDescriptor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The house rules that a machine can check. A rule that fails prints the dependency that broke it. */
class ModuleGraphTest {
    private static final Rooms ROOMS = Rooms.onClassPath();
    private static final List<String> ARCHITECTURES =
            List.of("relocations-x86_64", "relocations-arm64", "relocations-m68k");

    /** Identifiers and texts that would tie the core to one architecture. Javadoc is not in class files and may say them. */
    private static final Pattern ARCHITECTURE_NAME = Pattern.compile(
            "x86|amd64|i386|aarch64|arm64|m68k|\\b68k|EM_68K|risc_?v|s390|powerpc", Pattern.CASE_INSENSITIVE);

    @Test
    void everyRoomIsSeen() {
        Set<String> expected = new HashSet<>(ARCHITECTURES);
        expected.addAll(List.of(
                "symbol-table",
                "linker-core",
                "load-check",
                "signature",
                "autoload",
                "compare",
                "kernel-interface",
                "cli"));
        assertEquals(expected, ROOMS.names());
        assertTrue(ROOMS.classes().contain("io.github.kolink.cli.Kolink"));
    }

    @Test
    void roomsDependInOneDirection() {
        classes()
                .that(live("anywhere in kolink", room -> !room.isEmpty()))
                .should(dependOnlyOnAllowedRooms())
                .check(ROOMS.classes());
    }

    @Test
    void libraryRoomsUseTheJdkAndGuavaOnly() {
        classes()
                .that(live(
                        "in a library room",
                        room -> !List.of("cli", "kernel-interface", "signature", "autoload")
                                .contains(room)))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "com.google.common..", "org.jspecify..", "io.github.kolink..")
                .check(ROOMS.classes());
    }

    /** jdk.net tells who is at the other end of a unix socket (SO_PEERCRED). */
    @Test
    void autoloadUsesTheJdkAndGuavaOnly() {
        classes()
                .that(live("in autoload", "autoload"::equals))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "jdk.net..", "com.google.common..", "org.jspecify..", "io.github.kolink..")
                .check(ROOMS.classes());
    }

    @Test
    void nativeCodeIsLoadedByKernelInterfaceAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.github.kolink.kernel.jnr..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jnr..", "com.kenai.jffi..")
                .orShould()
                .callMethod(System.class, "load", String.class)
                .orShould()
                .callMethod(System.class, "loadLibrary", String.class)
                .check(ROOMS.classes());
    }

    @Test
    void nobodyUsesUnsafe() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("sun.misc..", "jdk.internal..")
                .check(ROOMS.classes());
    }

    @Test
    void bouncyCastleStaysInSignature() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.github.kolink.signature..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle..")
                .check(ROOMS.classes());
        classes()
                .that()
                .resideInAPackage("io.github.kolink.signature..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.bouncycastle..", "org.jspecify..", "io.github.kolink..")
                .check(ROOMS.classes());
    }

    @Test
    void picocliStaysInTheCli() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.github.kolink.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(ROOMS.classes());
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.github.kolink.(**)").should().beFreeOfCycles().check(ROOMS.classes());
    }

    @Test
    void noPackageLivesInTwoRooms() {
        Map<String, Set<String>> roomsOfPackage = new TreeMap<>();
        for (JavaClass type : ROOMS.classes()) {
            if (!type.getPackageName().isEmpty()) { // module-info
                roomsOfPackage
                        .computeIfAbsent(type.getPackageName(), name -> new HashSet<>())
                        .add(Rooms.of(type));
            }
        }
        roomsOfPackage.forEach((name, rooms) -> assertEquals(1, rooms.size(), name + " lies in " + rooms));
    }

    @Test
    void theCoreNamesNoArchitecture() {
        List<String> named = ROOMS.words("linker-core").stream()
                .filter(word -> ARCHITECTURE_NAME.matcher(word).find())
                .toList();
        assertEquals(List.of(), named);
    }

    @Test
    void exportedSignaturesShowNoGuava() {
        Set<String> exported = ROOMS.names().stream()
                .flatMap(room -> ROOMS.descriptor(room).exports().stream())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
        classes()
                .that()
                .arePublic()
                .and(DescribedPredicate.describe(
                        "are exported", (JavaClass type) -> exported.contains(type.getPackageName())))
                .should(showNoGuava())
                .check(ROOMS.classes());
    }

    @Test
    void serviceFilesAndModuleInfoNameTheSameProviders() {
        for (String room : ROOMS.names()) {
            Map<String, List<String>> provided = new TreeMap<>();
            ROOMS.descriptor(room).provides().forEach(p -> provided.put(p.service(), p.providers()));
            assertEquals(provided, ROOMS.serviceFiles(room), "META-INF/services against module-info in " + room);
        }
    }

    @Test
    void everyRegisteredProviderIsFoundAndStarts() throws ClassNotFoundException {
        for (String room : ROOMS.names()) {
            for (Map.Entry<String, List<String>> service :
                    ROOMS.serviceFiles(room).entrySet()) {
                Set<String> started = ServiceLoader.load(Class.forName(service.getKey())).stream()
                        .map(provider -> provider.get().getClass().getName())
                        .collect(Collectors.toSet());
                assertTrue(started.containsAll(service.getValue()), service + " started " + started);
            }
        }
    }

    @Test
    void everyArchitectureRoomProvidesOne() {
        for (String room : ARCHITECTURES) {
            assertFalse(
                    ROOMS.serviceFiles(room)
                            .getOrDefault("io.github.kolink.relocate.Architecture", List.of())
                            .isEmpty(),
                    room + " registers no Architecture");
        }
    }

    private static DescribedPredicate<JavaClass> live(String where, Predicate<String> room) {
        return DescribedPredicate.describe("live " + where, type -> room.test(Rooms.of(type)));
    }

    /** The rooms that classes of a room may use, besides its own. */
    private static Set<String> allowedFrom(String room) {
        return switch (room) {
            case "symbol-table" -> Set.of();
            case "linker-core" -> Set.of("symbol-table");
            case "signature" -> Set.of("symbol-table", "linker-core", "load-check");
            case "cli" ->
                Set.of("symbol-table", "linker-core", "load-check", "autoload", "compare", "kernel-interface");
            default -> Set.of("symbol-table", "linker-core");
        };
    }

    private static ArchCondition<JavaClass> dependOnlyOnAllowedRooms() {
        return new ArchCondition<>("depend only on rooms to their left") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String from = Rooms.of(type);
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    String to = Rooms.of(dependency.getTargetClass());
                    if (!to.isEmpty() && !to.equals(from) && !allowedFrom(from).contains(to)) {
                        events.add(SimpleConditionEvent.violated(
                                dependency, from + " may not use " + to + ": " + dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static ArchCondition<JavaClass> showNoGuava() {
        return new ArchCondition<>("show no Guava type") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                List<JavaType> shown = new ArrayList<>(type.getInterfaces());
                type.getSuperclass().ifPresent(shown::add);
                report(type, type.getFullName(), shown, events);
                for (JavaMember member : type.getMembers()) {
                    if (member.getModifiers().contains(JavaModifier.PUBLIC)
                            || member.getModifiers().contains(JavaModifier.PROTECTED)) {
                        report(type, member.getFullName(), typesOf(member), events);
                    }
                }
            }

            private void report(JavaClass type, String where, List<JavaType> shown, ConditionEvents events) {
                for (JavaType each : shown) {
                    for (JavaClass involved : each.getAllInvolvedRawTypes()) {
                        if (involved.getBaseComponentType().getPackageName().startsWith("com.google.common")) {
                            events.add(SimpleConditionEvent.violated(type, where + " shows " + involved.getName()));
                        }
                    }
                }
            }

            private List<JavaType> typesOf(JavaMember member) {
                if (member instanceof JavaField field) {
                    return List.of(field.getType());
                }
                JavaCodeUnit unit = (JavaCodeUnit) member;
                List<JavaType> types = new ArrayList<>(unit.getParameterTypes());
                types.add(unit.getReturnType());
                types.addAll(unit.getExceptionTypes());
                return types;
            }
        };
    }
}
