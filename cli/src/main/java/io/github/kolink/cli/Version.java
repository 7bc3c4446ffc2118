// SPDX-License-Identifier: Apache-2.0
package io.github.kolink.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
    Version() {}

    @Override
    public String[] getVersion() {
        String version = Optional.ofNullable(Kolink.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
        return new String[] {
            "kolink " + version,
            "Java " + Runtime.version() + " on " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }
}
