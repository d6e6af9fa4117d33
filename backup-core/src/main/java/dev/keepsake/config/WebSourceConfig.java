package dev.keepsake.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A system that is asked for its documents over HTTP.
 *
 * @param type which kind of system
 * @param endpoints what to ask for, where the kind of system does not say it
 * @param registered in which ensemble, and where in it, its members register themselves, where no URLs name them
 */
public record WebSourceConfig(
        String name, String type, WebConfig web, List<EndpointConfig> endpoints, Optional<ClientConfig> registered)
        implements SourceConfig {

    /** Refuses what the reader would have reported. */
    public WebSourceConfig {
        Names.check(name);
        endpoints = List.copyOf(endpoints);
        if (web.urls().isEmpty() == registered.isEmpty()) {
            throw new IllegalArgumentException("URLs, or else where its members are registered");
        }
    }

    @Override
    public Optional<TlsConfig> tls() {
        return web.tls();
    }

    /** The same with its members here. */
    WebSourceConfig at(List<URI> found) {
        return new WebSourceConfig(name, type, web.at(found), endpoints, Optional.empty());
    }

    /**
     * One thing to ask for.
     *
     * @param headers files that hold the values of headers, by the name of the header
     * @param contentType what the answer must be
     */
    public record EndpointConfig(String name, String path, Map<String, Path> headers, Optional<String> contentType) {

        /** Keeps its own copy. */
        public EndpointConfig {
            headers = Map.copyOf(new TreeMap<>(headers));
        }
    }
}
