// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.compare;

/**
 * Why bytes differ.
 *
 * @param kind what sort of cause
 * @param name of the pass or the relocation type; empty otherwise
 */
public record Cause(Kind kind, String name) implements Comparable<Cause> {
    /** Sorts of causes. */
    public enum Kind {
        /** Nothing the module says explains it. */
        UNEXPLAINED,
        /** A place that a pass's table names, with contents that the pass never writes. */
        IMPLAUSIBLE,
        /** A relocation's field: the kernel computed another value. */
        RELOCATION,
        /** A place that a pass's table names, whose contents depend on the kernel's state. */
        PASS,
        /** Writable data of a module that has run. */
        RUN_TIME
    }

    /** Nothing explains it. */
    public static final Cause UNEXPLAINED = new Cause(Kind.UNEXPLAINED, "");
    /** The module's own writes. */
    public static final Cause RUN_TIME = new Cause(Kind.RUN_TIME, "");

    /**
     * A pass.
     *
     * @param kernelFunction its name
     * @return the cause
     */
    public static Cause pass(String kernelFunction) {
        return new Cause(Kind.PASS, kernelFunction);
    }

    /**
     * A pass that writes there, but not this.
     *
     * @param kernelFunction its name
     * @return the cause
     */
    public static Cause implausible(String kernelFunction) {
        return new Cause(Kind.IMPLAUSIBLE, kernelFunction);
    }

    /**
     * A relocation.
     *
     * @param type its name
     * @return the cause
     */
    public static Cause relocation(String type) {
        return new Cause(Kind.RELOCATION, type);
    }

    /**
     * Whether the difference is one a kernel may make.
     *
     * @return false for relocations, which have one right value, for what no pass writes, and for what is unexplained
     */
    public boolean isExcused() {
        return kind == Kind.PASS || kind == Kind.RUN_TIME;
    }

    /**
     * The cause for people.
     *
     * @return such as {@code apply_returns} or {@code relocation R_X86_64_64}
     */
    public String label() {
        return switch (kind) {
            case UNEXPLAINED -> "unexplained";
            case IMPLAUSIBLE -> "at a place of " + name + ", but not what it writes there";
            case RELOCATION -> "relocation " + name;
            case PASS -> name;
            case RUN_TIME -> "written at run time";
        };
    }

    @Override
    public int compareTo(Cause other) {
        int byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : name.compareTo(other.name);
    }
}
