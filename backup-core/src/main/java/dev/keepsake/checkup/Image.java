package dev.keepsake.checkup;

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
            "gcr.io",
            "k8s.gcr.io",
            "ghcr.io",
            "public.ecr.aws",
            "registry.gitlab.com",
            "mcr.microsoft.com",
            "registry.k8s.io");
    private static final Pattern JVM = Pattern.compile(
            ".*(java|jdk|jre|tomcat|jetty|scala|kafka|cassandra|elasticsearch|logstash|zookeeper|jenkins|temurin|corretto|"
                    + "spark|storm|neo4j|activemq|hadoop|solr).*");

    /** Whether it stands for one content: it has a digest, or a tag that is not {@code latest}. */
    boolean isFixed() {
        if (name.contains("@")) {
            return true;
        }
        String last = name.substring(name.lastIndexOf('/') + 1);
        int colon = last.indexOf(':');
        return colon > 0 && !last.substring(colon + 1).equals("latest") && colon < last.length() - 1;
    }

    /** The registry that it is pulled from; a first part without a dot or a colon is no host. */
    String registry() {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
        return host ? first : "docker.io";
    }

    boolean isPublic() {
        return PUBLIC.contains(registry()) || registry().endsWith(".gcr.io");
    }

    /** Whether a JVM runs in it, as far as its name says. */
    boolean isOfJvm() {
        return JVM.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }
}
