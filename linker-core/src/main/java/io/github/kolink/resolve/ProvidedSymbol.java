// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.resolve;

import io.github.kolink.symbols.Export;
import io.github.kolink.symbols.ExportClass;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An export at its address. Immutable. A tree keeps tens of thousands of them, so each is one object and makes an {@link
 * Export} for whoever asks.
 */
public final class ProvidedSymbol {
    private final long address;
    private final String owner;
    private final ExportClass exportClass;
    private final boolean hasCrc;
    private final int crc;
    private final Optional<String> namespace;
    private final Optional<Boolean> proprietary;

    /**
     * An export.
     *
     * @param address [kernel virtual address, unsigned]
     * @param owner name of the module; empty for the kernel
     * @param export its class, CRC and namespace as far as they are known
     * @param proprietary whether the owner's license is not GPL compatible; empty if that is not known
     */
    public ProvidedSymbol(long address, String owner, Export export, Optional<Boolean> proprietary) {
        this.address = address;
        this.owner = owner;
        this.exportClass = export.exportClass();
        this.hasCrc = export.crc().isPresent();
        this.crc = export.crc().orElse(0);
        this.namespace = export.namespace();
        this.proprietary = proprietary;
    }

    /**
     * Its address.
     *
     * @return [kernel virtual address, unsigned]
     */
    public long address() {
        return address;
    }

    /**
     * Who exports it.
     *
     * @return name of the module; empty for the kernel
     */
    public String owner() {
        return owner;
    }

    /**
     * How it is exported.
     *
     * @return its class, CRC and namespace as far as they are known
     */
    public Export export() {
        return new Export(exportClass, hasCrc ? OptionalInt.of(crc) : OptionalInt.empty(), namespace);
    }

    /**
     * Who may use it.
     *
     * @return the class of {@link #export}
     */
    public ExportClass exportClass() {
        return exportClass;
    }

    /**
     * Whether the owner's license is not GPL compatible.
     *
     * @return empty if that is not known
     */
    public Optional<Boolean> proprietary() {
        return proprietary;
    }

    /**
     * Whether only GPL compatible modules may import it.
     *
     * @return true if its class is known to be GPL-only
     */
    public boolean gplOnly() {
        return exportClass == ExportClass.GPL;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProvidedSymbol symbol
                && address == symbol.address
                && owner.equals(symbol.owner)
                && export().equals(symbol.export())
                && proprietary.equals(symbol.proprietary);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(address) + owner.hashCode();
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(address) + " of " + owner + ", " + export() + ", proprietary " + proprietary;
    }
}
