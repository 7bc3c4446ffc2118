// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The packages of the command line: its root sees the verbs, no verb sees another, what they share sees no verb. */
class CliRoomsTest {
    private static final String ROOT = "io.github.kolink.cli";

    /** What verbs share, each with what it may use of the others. Every further package is a verb. */
    private static final Map<String, Set<String>> SHARED = Map.of(
            "terminal", Set.of(),
            "exit", Set.of(),
            "report", Set.of("terminal"),
            "target", Set.of("exit"),
            "outcome", Set.of("exit"),
            "backend", Set.of("exit", "report", "target", "terminal"),
            "forms", Set.of("outcome", "report", "exit", "terminal"));

    /** Found by ServiceLoader: nobody names them, and they use nobody. */
    private static final Set<String> DECODERS = Set.of("codec");

    private static final List<JavaClass> CLASSES = Rooms.onClassPath().classes().stream()
            .filter(type ->
                    type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + "."))
            .toList();

    @Test
    void everyRoomUsesOnlyWhatStandsToItsRight() {
        for (String room : rooms()) {
            Set<String> used = CLASSES.stream()
                    .filter(type -> room(type).equals(room))
                    .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(type -> type.getPackageName().startsWith(ROOT))
                    .map(CliRoomsTest::room)
                    .filter(other -> !other.equals(room))
                    .collect(Collectors.toCollection(TreeSet::new));
            used.removeAll(allowed(room));
            assertEquals(Set.of(), used, "used by " + (room.isEmpty() ? "the root" : room));
        }
    }

    @Test
    void aVerbShowsItsCommandAlone() {
        Set<String> verbs = verbs();
        assertTrue(verbs.containsAll(Set.of("check", "link", "snapshot", "modinfo", "sum")), verbs::toString);
        for (String verb : verbs) {
            List<String> shown = CLASSES.stream()
                    .filter(type -> room(type).equals(verb))
                    .filter(type ->
                            type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                    .map(JavaClass::getSimpleName)
                    .toList();
            assertEquals(List.of(Character.toUpperCase(verb.charAt(0)) + verb.substring(1) + "Command"), shown);
        }
    }

    private static Set<String> allowed(String room) {
        if (SHARED.containsKey(room)) {
            return SHARED.get(room);
        }
        Set<String> allowed = new HashSet<>(DECODERS.contains(room) ? Set.of() : SHARED.keySet());
        if (room.isEmpty()) {
            allowed.addAll(verbs());
        }
        return allowed;
    }

    private static Set<String> verbs() {
        Set<String> verbs = rooms();
        verbs.removeAll(SHARED.keySet());
        verbs.removeAll(DECODERS);
        verbs.remove("");
        return verbs;
    }

    private static Set<String> rooms() {
        return CLASSES.stream().map(CliRoomsTest::room).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The package below the root's, or "" for the root's. */
    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.length() > ROOT.length() ? name.substring(ROOT.length() + 1) : "";
    }
}
