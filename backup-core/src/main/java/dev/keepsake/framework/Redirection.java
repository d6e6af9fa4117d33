package dev.keepsake.framework;

import dev.keepsake.artefact.RefusedException;
import java.net.URI;
import java.util.Set;

/**
 * Where a member that does not lead may send us: to the same place at another member. Anything else, such as the page of
 * a login, is refused, since its content would be taken for the answer; and what goes with a request to the leader must
 * not go anywhere else.
 */
final class Redirection {

    private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

    private Redirection() {}

    static boolean is(Answer answer) {
        return STATUSES.contains(answer.status());
    }

    static URI target(String method, URI asked, Answer answer) throws RefusedException {
        String location = answer.header("Location").orElseThrow(() -> refused(asked, answer, "without saying where"));
        URI target;
        try {
            // Mesos names host and path alone (//host:port/path): the scheme stays
            target = asked.resolve(location);
        } catch (IllegalArgumentException e) {
            throw refused(asked, answer, "to what is no URL");
        }
        if (target.getHost() == null || !("http".equals(target.getScheme()) || "https".equals(target.getScheme()))) {
            throw refused(asked, answer, "to " + shown(target) + ", which is no place on the web");
        }
        if ("https".equals(asked.getScheme()) && !"https".equals(target.getScheme())) {
            throw refused(asked, answer, "from https to " + shown(target) + ", where anybody could listen");
        }
        if (!plain(target.getRawPath()).equals(plain(asked.getRawPath()))) {
            throw refused(
                    asked,
                    answer,
                    "to another page, " + shown(target)
                            + ", perhaps a login; see that the URL and the login are right");
        }
        if (!method.equals("GET") && answer.status() < 307) {
            throw refused(asked, answer, "in a way that turns a change into a question");
        }
        return target.getRawQuery() == null && asked.getRawQuery() != null
                ? URI.create(target + "?" + asked.getRawQuery())
                : target;
    }

    /** What says who we are goes to nobody but those whom somebody has named. */
    static void requireNamed(URI target, HttpSettings settings, Question question) throws RefusedException {
        boolean named =
                settings.urls().stream().anyMatch(url -> target.getHost().equalsIgnoreCase(url.getHost()));
        if (!named && (settings.login().isShown() || question.mayHoldSecrets())) {
            throw new RefusedException(question.shown() + ": we are sent on to " + shown(target)
                    + ", whose host none of " + settings.urls() + " has, and credentials would go there; it was not"
                    + " followed. If it is a member of the same system, name it as well");
        }
    }

    private static String plain(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** Without what a query may hold. */
    static String shown(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort())
                + url.getRawPath();
    }

    private static RefusedException refused(URI asked, Answer answer, String what) {
        return new RefusedException(
                shown(asked) + " sends us on (" + answer.status() + ") " + what + "; it was not followed");
    }
}
