package dev.keepsake.agent.page;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What stands around each view: its title, the ways to the others, and whose page it is. */
final class Frame {

    private record Way(String path, String words) {}

    private static final List<Way> WAYS = List.of(
            new Way("/", "Status"),
            new Way("/backups", "Backups"),
            new Way("/moments", "Moments"),
            new Way("/tree", "Tree"),
            new Way("/diff", "Compare"));

    // who may not know whose page it is is not told; empty for them
    private final Optional<AgentNow> agent;
    private final boolean hasToken;

    private Frame(Optional<AgentNow> agent, boolean hasToken) {
        this.agent = agent;
        this.hasToken = hasToken;
    }

    /** For those who may see how backups stand. */
    static Frame of(AgentNow agent, boolean hasToken) {
        return new Frame(Optional.of(agent), hasToken);
    }

    /** For strangers, who learn nothing of the cluster. */
    static Frame forStrangers(boolean hasToken) {
        return new Frame(Optional.empty(), hasToken);
    }

    /** A whole page. */
    Element page(Request request, String title, Element... content) {
        return Element.of(
                        "html",
                        Element.of(
                                "head",
                                Element.of("meta").with("charset", "utf-8"),
                                Element.of("meta")
                                        .with("name", "viewport")
                                        .with("content", "width=device-width, initial-scale=1"),
                                Element.of("meta").with("name", "color-scheme").with("content", "light dark"),
                                Element.of(
                                        "title",
                                        title
                                                + agent.map(one -> " · " + one.cluster())
                                                        .orElse("") + " · Keepsake"),
                                Element.of("link").with("rel", "stylesheet").with("href", "/page.css"),
                                Element.of("link")
                                        .with("rel", "icon")
                                        .with("type", "image/svg+xml")
                                        .with("href", "/icon.svg"),
                                Element.of("script").with("src", "/page.js").with("defer", "defer")),
                        Element.of(
                                "body",
                                Element.of("a", "To the content")
                                        .with("class", "skip")
                                        .with("href", "#content"),
                                header(request),
                                Element.of("main", content)
                                        .with("id", "content")
                                        .with("tabindex", "-1"),
                                footer()))
                .with("lang", "en");
    }

    private Element header(Request request) {
        Element brand = Element.of("p", Element.of("strong", "Keepsake")).with("class", "brand");
        agent.ifPresent(
                one -> brand.and(Element.of("span").text(" " + one.cluster()).with("class", "cluster")));
        Element ways = Element.of("ul");
        for (Way way : WAYS) {
            Element link = Element.of("a", way.words()).with("href", way.path());
            if (way.path().equals("/")
                    ? request.path().equals("/")
                    : request.path().startsWith(way.path())) {
                link.with("aria-current", "page");
            }
            ways.and(Element.of("li", link));
        }
        return Element.of("header", brand, Element.of("nav", ways).with("aria-label", "Views"), sign(request))
                .with("class", "top");
    }

    private Element sign(Request request) {
        if (!hasToken) {
            return Element.of("p", "read only").with("class", "sign");
        }
        if (request.visitor().formKey().isEmpty()) {
            return Element.of("p", Element.of("a", "Sign in").with("href", "/sign-in"))
                    .with("class", "sign");
        }
        return form(request, "/sign-out", Element.of("button", "Sign out").with("type", "submit"))
                .with("class", "sign");
    }

    /** A form that changes something, by this visitor. */
    static Element form(Request request, String path, Element... fields) {
        Element form = Element.of("form").with("method", "post").with("action", path);
        request.visitor()
                .formKey()
                .ifPresent(key -> form.and(Element.of("input")
                        .with("type", "hidden")
                        .with("name", Doorkeeper.FORM_KEY)
                        .with("value", key)));
        return form.and(fields);
    }

    private Element footer() {
        return Element.of(
                "footer",
                Element.of(
                                "p",
                                agent.map(one -> "Keepsake " + one.version() + ", as the agent on " + one.node()
                                                + " sees it. ")
                                        .orElse("Keepsake. "))
                        .and(Element.of("a", "API").with("href", "/api/v1/openapi.json"))
                        .text(" · ")
                        .and(Element.of("a", "Metrics").with("href", "/metrics")));
    }

    /** A moment, as people and as programs read it. */
    static Element time(Instant time) {
        return Element.of("time", Words.moment(time)).with("datetime", time.toString());
    }

    /** The same, if there is one. */
    static Element time(Optional<Instant> time, String without) {
        return time.map(Frame::time).orElseGet(() -> Element.of("span", without));
    }

    /** A path or a name, apart from the words around it whichever way its letters run. */
    static Element name(String name) {
        return Element.of("bdi", Element.of("code", name));
    }

    /** What nobody should miss. */
    static Element note(String kind, String words) {
        return Element.of("p", words).with("class", "note " + kind);
    }

    /** Rows below their heads, which may be scrolled sideways where there is no room. */
    static Element table(String caption, List<String> heads, List<List<Element>> rows) {
        Element head = Element.of("tr");
        heads.forEach(word -> head.and(Element.of("th", word).with("scope", "col")));
        Element body = Element.of("tbody");
        for (List<Element> row : rows) {
            Element line = Element.of("tr");
            for (int i = 0; i < row.size(); i++) {
                line.and((i == 0 ? Element.of("th", row.get(i)).with("scope", "row") : Element.of("td", row.get(i)))
                        .with("class", "c" + i));
            }
            body.and(line);
        }
        return Element.of("div", Element.of("table", Element.of("caption", caption), Element.of("thead", head), body))
                .with("class", "wide")
                .with("role", "region")
                .with("aria-label", caption)
                .with("tabindex", "0");
    }

    /** Words in a cell. */
    static Element cell(String words) {
        return Element.of("span", words);
    }
}
