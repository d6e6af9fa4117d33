package dev.keepsake.checkup;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The name of a container's image, taken apart as container engines do. */
record Image(String name) {

    private static final Set<String> PUBLIC = Set.of(
            "docker.io",
            "index.docker.io",
            "registry-1.docker.io",
            "quay.io",
            "k8s.gcr.io",
            "ghcr.io",
            "public.ecr.aws",
            "registry.gitlab.com",
            "mcr.microsoft.com",
            "registry.k8s.io");
    /** Of these projects what is there is for everybody; others there are somebody's own. */
    private static final Set<String> OPEN_PROJECTS = Set.of("google-containers", "google_containers", "distroless");

    private static final Set<String> MOVING = Set.of(
            "latest",
            "stable",
            "main",
            "master",
            "trunk",
            "head",
            "dev",
            "devel",
            "develop",
            "edge",
            "nightly",
            "current",
            "snapshot",
            "testing",
            "production",
            "prod",
            "staging");
    private static final Pattern JVM = Pattern.compile(
            "(java|jdk|openjdk|jre|tomcat|jetty|scala|kafka|cassandra|"
                    + "elasticsearch|logstash|zookeeper|jenkins|temurin|corretto|spark|storm|neo4j|activemq|hadoop|solr)[0-9]*");
    /** Beside such words a program is only something for another one, and mostly no JVM. */
    private static final Set<String> BESIDE =
            Set.of("exporter", "operator", "proxy", "client", "cli", "ui", "script", "sidecar", "init");

    /** Whether it stands for one content: it has a digest, or a tag that is not one of those that move. */
    boolean isFixed() {
        if (name.contains("@")) {
            return true;
        }
        String last = name.substring(name.lastIndexOf('/') + 1);
        int colon = last.indexOf(':');
        return colon > 0 && colon < last.length() - 1 && !MOVING.contains(last.substring(colon + 1));
    }

    /** The registry that it is pulled from; a first part without a dot or a colon is no host. */
    String registry() {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
        return host ? first : "docker.io";
    }

    boolean isPublic() {
        if (registry().equals("gcr.io")
                || (registry().endsWith(".gcr.io") && !registry().equals("k8s.gcr.io"))) {
            String[] parts = name.split("/", -1);
            return OPEN_PROJECTS.contains(parts[1]);
        }
        return PUBLIC.contains(registry());
    }

    /** Whether a JVM runs in it, as far as a word of its own name says; who it is from does not count. */
    boolean isOfJvm() {
        String last = name.substring(name.lastIndexOf('/') + 1).split("[:@]", -1)[0];
        List<String> words = List.of(last.toLowerCase(Locale.ROOT).split("[-_.]", -1));
        return words.stream().noneMatch(BESIDE::contains)
                && words.stream().anyMatch(word -> JVM.matcher(word).matches());
    }
}
