package dev.keepsake.agent;

import dev.keepsake.agent.page.Agent;
import dev.keepsake.agent.page.ArchiveDoor;
import dev.keepsake.agent.page.StatusPage;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.PageConfig;
import dev.keepsake.config.PageKeys;
import dev.keepsake.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;

/** The status page beside a daemon, where its configuration wants one. */
final class ServedPage implements AutoCloseable {

    private final Optional<StatusPage> page;

    private ServedPage(Optional<StatusPage> page) {
        this.page = page;
    }

    /** Serves it from now on; refuses an address, a certificate or a token that cannot be used. */
    static ServedPage of(AgentConfig config, Path file, Agent agent) throws IOException {
        Optional<PageConfig> wanted = config.daemon().page();
        if (wanted.isEmpty()) {
            return new ServedPage(Optional.empty());
        }
        return new ServedPage(
                Optional.of(StatusPage.open(wanted.get(), PageKeys.read(wanted.get()), agent, new Door(config, file))));
    }

    /** The same for a daemon, whose backups must not wait for a port or a certificate: it goes on without a page, and says so. */
    static ServedPage orNone(AgentConfig config, Path file, Agent agent, Teller teller) {
        try {
            return of(config, file, agent);
        } catch (IOException | RuntimeException e) {
            teller.tell(
                    "page",
                    "THE STATUS PAGE IS NOT SERVED, backups go on: " + e.getMessage()
                            + "; it is tried again at the next start",
                    Map.of());
            return new ServedPage(Optional.empty());
        }
    }

    /** Says where it is, if there is one. */
    void tell(Teller teller) {
        page.ifPresent(open -> teller.tell("page", "the status page is served", Map.of("at", open.address())));
    }

    @Override
    public void close() {
        page.ifPresent(StatusPage::close);
    }

    /** Reads with the agent's own keys, so without a private key where it has none. */
    private record Door(AgentConfig config, Path configuration) implements ArchiveDoor {

        @Override
        public ObjectStore open() throws IOException {
            return Assembly.storeToRead(config.store());
        }

        @Override
        public Catalog catalog(ObjectStore store) throws IOException {
            return new Catalog(store, Assembly.keys(config), config.cluster(), new SecureRandom());
        }

        @Override
        public boolean hasPrivateKey() {
            return !config.keys().privateKeys().isEmpty()
                    || config.keys().privateKey().isPresent();
        }
    }
}
