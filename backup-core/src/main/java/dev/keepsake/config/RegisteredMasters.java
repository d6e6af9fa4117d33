package dev.keepsake.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.DocumentSink;
import dev.keepsake.artefact.DocumentSource;
import dev.keepsake.artefact.PastZnode;
import dev.keepsake.artefact.Pause;
import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Mesos masters that are found where they register themselves in ZooKeeper, anew for each capture. Looking opens a
 * session with the ensemble for a moment, and writes nothing.
 */
final class RegisteredMasters implements DocumentSource {

    private static final String ENTRY = "json.info_";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final WebSourceConfig config;
    private final Path work;
    private final Pause pause;

    RegisteredMasters(WebSourceConfig config, Path work, Pause pause) {
        this.config = config;
        this.work = work;
        this.pause = pause;
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public String type() {
        return config.type();
    }

    @Override
    public boolean isClusterWide() {
        return true;
    }

    @Override
    public void sendTo(DocumentSink sink) throws IOException {
        WebSystems.source(found(config), work, pause).sendTo(sink);
    }

    @Override
    public CheckReport check() {
        try {
            return WebSystems.source(found(config), work, pause).check();
        } catch (IOException e) {
            String subject = config.name() + " (" + config.type() + ")";
            return new CheckReport(List.of(new CheckReport.Finding(false, subject, String.valueOf(e.getMessage()))));
        }
    }

    /** The same with its members as they are registered now: the one that registered first leads, and stands first. */
    static WebSourceConfig found(WebSourceConfig config) throws IOException {
        ClientConfig place = config.registered().orElseThrow();
        SortedMap<String, PastZnode> entries = new TreeMap<>();
        new ClientSession(place).walk(znode -> {
            if (znode.path().startsWith("/" + ENTRY)) {
                entries.put(znode.path(), znode);
            }
        });
        List<URI> urls = new ArrayList<>();
        for (PastZnode entry : entries.values()) {
            urls.add(url(config, entry));
        }
        if (urls.isEmpty()) {
            throw new RefusedException("no master is registered at " + place.connect() + " (no " + ENTRY
                    + "… below it): none runs, or they register elsewhere, as their --zk says; masters before 0.23 are"
                    + " named by 'urls'");
        }
        return config.at(urls);
    }

    private static URI url(WebSourceConfig config, PastZnode entry) throws IOException {
        JsonNode info = info(entry);
        boolean secure = config.web().tls().isPresent();
        JsonNode address = info.path("address");
        // a certificate is of a name; without one, an address needs no name server
        String host = address.path(secure ? "hostname" : "ip")
                .asText(info.path("hostname").asText());
        int port = address.path("port").asInt(info.path("port").asInt());
        if (host.isEmpty() || port < 1) {
            throw new CorruptException(
                    entry.path() + " says no host and port of a master: " + Shown.onOneLine(info.toString()));
        }
        String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        try {
            URI url = new URI((secure ? "https://" : "http://") + shown + ":" + port);
            if (url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw noHost(entry, host);
        }
        throw noHost(entry, host);
    }

    /** An underscore is enough, which name servers allow and URLs do not. */
    private static RefusedException noHost(PastZnode entry, String host) {
        return new RefusedException(entry.path() + ": a master registered itself as " + Shown.quoted(host)
                + ", which cannot stand in a URL: a name has letters, digits, hyphens and dots. Start the master with"
                + " another --hostname, or name the masters in 'urls'");
    }

    private static JsonNode info(PastZnode entry) throws CorruptException {
        byte[] data = entry.data();
        try {
            return MAPPER.readTree(data == null ? new byte[0] : data);
        } catch (IOException e) {
            throw new CorruptException(entry.path() + " is not what a master says of itself", e);
        }
    }
}
