package dev.keepsake.config;

import dev.keepsake.config.Format.BadValueException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** Which URLs name a store, and which an S3 server. */
final class Urls {

    private static final String STORES = "use file:///absolute/path or s3://bucket/prefix";
    private static final int LONGEST = 2_048;
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]");
    private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*");

    private static final Pattern ADMIN_COMMAND = Pattern.compile(".*/(srvr|stats?|server_stats|mntr|monitor)");

    private Urls() {}

    static URI store(String text) throws BadValueException {
        URI url = plain(text, STORES);
        if (text.startsWith("file:///")) {
            return directory(url);
        }
        if (text.startsWith("s3://")) {
            return bucket(url);
        }
        throw new BadValueException("is not a store's URL: " + STORES);
    }

    static URI endpoint(String text) throws BadValueException {
        URI url = plain(text, "use http://host:port or https://host");
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        boolean web = scheme.equals("http") || scheme.equals("https");
        if (!web || url.getHost() == null || url.getPort() == 0 || url.getPort() > HostAndPort.MAX_PORT) {
            throw new BadValueException("is not an endpoint: use http://host:port or https://host");
        }
        return url;
    }

    /** Where a message goes: what stands behind a {@code ?} is often a part of such an address. */
    static URI receiver(String text) throws BadValueException {
        String allowed = "use https://host/path or http://host:port/path";
        int query = text.indexOf('?');
        URI url = plain(query < 0 ? text : text.substring(0, query), allowed);
        String scheme = url.getScheme() == null ? "" : url.getScheme();
        boolean web = scheme.equals("http") || scheme.equals("https");
        if (!web || url.getHost() == null || url.getPort() == 0 || url.getPort() > HostAndPort.MAX_PORT) {
            throw new BadValueException("is no address to send to: " + allowed);
        }
        try {
            return new URI(text);
        } catch (URISyntaxException wrong) {
            throw new BadValueException("is no URL (" + wrong.getReason() + "): " + allowed);
        }
    }

    /** Where an AdminServer has its commands. The port is asked for, since that of HTTP itself is never ZooKeeper's. */
    static URI admin(String text) throws BadValueException {
        String allowed = "use http://127.0.0.1:8080/commands, where 8080 is the server's admin.serverPort";
        URI url = plain(text, allowed);
        String scheme = url.getScheme() == null ? "" : url.getScheme();
        boolean web = scheme.equals("http") || scheme.equals("https");
        if (!web || url.getHost() == null || url.getPort() < 1 || url.getPort() > HostAndPort.MAX_PORT) {
            throw new BadValueException("is not an AdminServer's URL: " + allowed);
        }
        String path = url.getRawPath().replaceFirst("/+$", "");
        if (ADMIN_COMMAND.matcher(path).matches()) {
            throw new BadValueException("names a command: " + allowed);
        }
        return URI.create(scheme + "://" + url.getRawAuthority() + path);
    }

    private static URI plain(String text, String allowed) throws BadValueException {
        if (text.length() > LONGEST) {
            throw new BadValueException("has more than " + LONGEST + " characters: " + allowed);
        }
        if (text.indexOf('@') >= 0) {
            throw new BadValueException(
                    "holds an @: credentials come from the environment or files, never from a URL; " + allowed);
        }
        try {
            URI url = new URI(text);
            if (url.getRawQuery() == null && url.getRawFragment() == null) {
                return url;
            }
        } catch (URISyntaxException wrong) {
            throw new BadValueException("is no URL (" + wrong.getReason() + "): " + allowed);
        }
        throw new BadValueException("holds a ? or #: " + allowed);
    }

    private static URI directory(URI url) throws BadValueException {
        try {
            if (Path.of(url).getNameCount() > 0) {
                return url;
            }
        } catch (IllegalArgumentException wrong) {
            throw new BadValueException("is not a directory's URL (" + wrong.getMessage() + "): " + STORES);
        }
        throw new BadValueException("is the root of the file system: name a directory of its own");
    }

    private static URI bucket(URI url) throws BadValueException {
        String path = url.getRawPath().endsWith("/")
                ? url.getRawPath().substring(0, url.getRawPath().length() - 1)
                : url.getRawPath();
        String bucket = url.getRawAuthority() == null ? "" : url.getRawAuthority();
        if (!BUCKET.matcher(bucket).matches()) {
            throw new BadValueException("does not name a bucket: 3 to 63 of a-z 0-9 . _ - after s3://");
        }
        if (!PREFIX.matcher(path).matches()) {
            throw new BadValueException(
                    "has a prefix that not every store keeps unchanged: use A-Z a-z 0-9 . _ - in parts"
                            + " joined by single slashes, none beginning with a dot");
        }
        return URI.create("s3://" + bucket + path);
    }
}
