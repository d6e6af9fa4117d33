package dev.keepsake.config;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Walked;
import dev.keepsake.artefact.ZnodeView;
import dev.keepsake.zookeeper.live.Credential;
import dev.keepsake.zookeeper.live.LiveEnsemble;
import dev.keepsake.zookeeper.live.LiveSettings;
import dev.keepsake.zookeeper.live.LiveWalk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** A configured ensemble as a client reaches it. Passwords and properties are read at every use. */
final class ClientSession {

    private final ClientConfig config;

    ClientSession(ClientConfig config) {
        this.config = config;
    }

    /** Shows every znode, in a session of its own. */
    Walked walk(ZnodeView.Step step) throws IOException {
        try (LiveEnsemble ensemble = LiveEnsemble.connect(settings())) {
            return new LiveWalk(ensemble, config.skipUnreadable(), InstantSource.system()).walk("/", step);
        }
    }

    /** Looks whether there is an ensemble that gives us a session. */
    CheckReport check() {
        String subject = config.name() + ": " + config.connect();
        try (LiveEnsemble ensemble = LiveEnsemble.connect(settings())) {
            return new CheckReport(List.of(new CheckReport.Finding(
                    true,
                    subject,
                    "gives us a session, at " + ensemble.lastZxid() + "; whether all may be read is not known")));
        } catch (IOException e) {
            return new CheckReport(List.of(new CheckReport.Finding(false, subject, String.valueOf(e.getMessage()))));
        }
    }

    /** How a session is begun. */
    LiveSettings settings() throws IOException {
        SortedMap<String, String> properties = new TreeMap<>();
        if (config.tls().isPresent()) {
            properties.putAll(ClientProperties.of(config.tls().get()));
        }
        if (config.clientConfig().isPresent()) {
            properties.putAll(ClientProperties.in(config.clientConfig().get(), "'client-config'"));
        }
        List<Credential> credentials = new ArrayList<>();
        if (config.identity().isPresent()) {
            ClientConfig.Identity who = config.identity().get();
            credentials.add(
                    new Credential(who.scheme(), new String(who.secret().read()).getBytes(StandardCharsets.UTF_8)));
        }
        return new LiveSettings(
                config.connect(),
                credentials,
                properties,
                LiveSettings.CONNECT_TIMEOUT,
                LiveSettings.SESSION_TIMEOUT,
                OptionalInt.empty());
    }
}
