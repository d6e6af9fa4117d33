package dev.keepsake.agent;

import dev.keepsake.agent.page.Agent;
import dev.keepsake.agent.page.ArchiveDoor;
import dev.keepsake.agent.page.StatusPage;
import dev.keepsake.agent.survey.Surveyed;
import dev.keepsake.catalog.Catalog;
import dev.keepsake.config.AgentConfig;
import dev.keepsake.config.Assembly;
import dev.keepsake.config.PageConfig;
import dev.keepsake.config.PageKeys;
import dev.keepsake.store.CountedStore;
import dev.keepsake.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The status page beside a daemon, where its configuration wants one. */
final class ServedPage implements AutoCloseable {

    private static final ServedPage NONE = new ServedPage(Optional.empty());

    private final Optional<Served> served;

    /** What is served, of whose archive, and by which certificate. */
    private record Served(StatusPage page, Door door, PageCertificate certificate) {}

    private ServedPage(Optional<Served> served) {
        this.served = served;
    }

    /** Serves it from now on; refuses an address, a certificate or a token that cannot be used. */
    static ServedPage of(AgentConfig config, Path file, Agent agent, Reports reports, Supplier<Surveyed> known)
            throws IOException {
        Optional<PageConfig> wanted = config.daemon().page();
        if (wanted.isEmpty()) {
            return NONE;
        }
        Door door = new Door(config, file, reports, known);
        PageCertificate certificate = new PageCertificate(wanted.get());
        StatusPage page = StatusPage.open(wanted.get(), PageKeys.read(wanted.get()), agent, door);
        return new ServedPage(Optional.of(new Served(page, door, certificate)));
    }

    /** The same for a daemon, whose backups must not wait for a port or a certificate: it goes on without a page, and says so. */
    static ServedPage orNone(AgentConfig config, Path file, Agent agent, Supplier<Surveyed> known, Reports reports) {
        try {
            return of(config, file, agent, reports, known);
        } catch (IOException | RuntimeException e) {
            reports.tell(
                    "page",
                    "THE STATUS PAGE IS NOT SERVED, backups go on: " + e.getMessage()
                            + "; it is tried again at the next start",
                    Map.of());
            return NONE;
        }
    }

    /** Says where it is, if there is one. */
    void tell(Teller teller) {
        served.ifPresent(one -> teller.tell(
                "page", "the status page is served", Map.of("at", one.page().address())));
    }

    /** Shows the archive of another configuration from now on, and a certificate that was renewed. */
    void follow(AgentConfig fresh) {
        served.ifPresent(one -> {
            one.door().config = fresh;
            one.page().forget();
        });
        look();
    }

    /** Shows a certificate that was renewed since the last look; where it cannot be used, the one before stays. */
    void look() {
        served.ifPresent(one -> one.certificate()
                .look(one.page()::renew)
                .ifPresent(words -> one.door().reports.tell("page", words, Map.of())));
    }

    @Override
    public void close() {
        served.ifPresent(one -> one.page().close());
    }

    /** Reads with the agent's own keys, so without a private key where it has none. */
    private static final class Door implements ArchiveDoor {

        private final Path file;
        private final Reports reports;
        private final Supplier<Surveyed> known;
        private volatile AgentConfig config;

        Door(AgentConfig config, Path file, Reports reports, Supplier<Surveyed> known) {
            this.config = config;
            this.file = file;
            this.reports = reports;
            this.known = known;
        }

        @Override
        public Surveyed known() {
            return known.get();
        }

        @Override
        public ObjectStore open() throws IOException {
            return new CountedStore(Assembly.storeToRead(config.store()), reports.metrics());
        }

        @Override
        public Catalog catalog(ObjectStore store) throws IOException {
            AgentConfig now = config;
            return new Catalog(store, Assembly.keys(now), now.cluster(), new SecureRandom());
        }

        @Override
        public boolean hasPrivateKey() {
            return !config.keys().privateKeys().isEmpty()
                    || config.keys().privateKey().isPresent();
        }

        @Override
        public Path configuration() {
            return file;
        }
    }
}
