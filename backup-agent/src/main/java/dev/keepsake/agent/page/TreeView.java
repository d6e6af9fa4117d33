package dev.keepsake.agent.page;

import dev.keepsake.artefact.PastZnode;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The view of a tree as it was: where one is, what is below, and the znode itself. */
final class TreeView {

    /** So many children on a page; the next ones are on the next. */
    static final int MOST_CHILDREN = 200;

    private TreeView() {}

    /** A znode of a moment, and its children behind a name. */
    static Element[] content(Past past, String path, String after) throws IOException {
        PastZnode znode = past.tree()
                .znode(path)
                .orElseThrow(() -> new StoreException.NotFound("there was no znode " + path + " at " + past.words()));
        List<Element> parts = new ArrayList<>();
        parts.add(Element.of("h1", "Tree"));
        parts.add(Element.of("p", "As it was at " + past.words() + "."));
        past.notes().forEach(note -> parts.add(Frame.note("weak", note)));
        parts.add(forms(past.word(), path));
        parts.add(crumbs(past, path));
        parts.add(Element.of("div", below(past, znode, after), ZnodeCard.of(znode, past.word()))
                .with("class", "columns"));
        return parts.toArray(new Element[0]);
    }

    /** Where to type a moment and what to look for. */
    static Element forms(MomentWord at, String path) {
        return Element.of(
                        "div",
                        Element.of(
                                        "form",
                                        field("at", "Moment", at.text()),
                                        hidden("tape", at.tape()),
                                        hidden("path", path),
                                        Element.of("button", "Look").with("type", "submit"))
                                .with("method", "get")
                                .with("action", "/tree"),
                        Element.of(
                                        "form",
                                        field("q", "Search in names and data below", ""),
                                        hidden("at", at.text()),
                                        hidden("tape", at.tape()),
                                        hidden("path", path),
                                        Element.of("button", "Search").with("type", "submit"))
                                .with("method", "get")
                                .with("action", "/search")
                                .with("role", "search"))
                .with("class", "forms");
    }

    static Element field(String name, String words, String value) {
        return Element.of(
                "div",
                Element.of("label", words).with("for", name),
                Element.of("input")
                        .with("id", name)
                        .with("name", name)
                        .with("value", value)
                        .with("maxlength", "1000")
                        .with("autocomplete", "off")
                        .with("spellcheck", "false"));
    }

    static Element hidden(String name, String value) {
        return Element.of("input").with("type", "hidden").with("name", name).with("value", value);
    }

    static String link(MomentWord at, String path) {
        return Link.to("/tree")
                .with("at", at.text())
                .with("tape", at.tape())
                .with("path", path)
                .toString();
    }

    private static Element crumbs(Past past, String path) {
        Element list = Element.of("ol", Element.of("li", Element.of("a", "/").with("href", link(past.word(), "/"))));
        String so = "";
        for (String name : path.substring(1).split("/", -1)) {
            if (!name.isEmpty()) {
                so = so + "/" + name;
                Element link = Element.of("a", Element.of("bdi", name)).with("href", link(past.word(), so));
                list.and(Element.of("li", so.equals(path) ? link.with("aria-current", "location") : link));
            }
        }
        return Element.of("nav", list).with("class", "crumbs").with("aria-label", "Where this is");
    }

    private static Element below(Past past, PastZnode znode, String after) {
        List<String> names = past.tree().children(znode.path());
        int first = 0;
        while (!after.isEmpty() && first < names.size() && names.get(first).compareTo(after) <= 0) {
            first++;
        }
        List<String> shown = names.subList(first, Math.min(names.size(), first + MOST_CHILDREN));
        Element list = Element.of("ul").with("class", "children");
        String above = znode.path().equals("/") ? "" : znode.path();
        for (String name : shown) {
            past.tree().znode(above + "/" + name).ifPresent(child -> list.and(child(past.word(), child)));
        }
        Element section = Element.of("section", Element.of("h2", Words.count(names.size(), "child", "children")), list);
        if (first + shown.size() < names.size()) {
            section.and(Element.of(
                    "p",
                    Element.of("a", (names.size() - first - shown.size()) + " more")
                            .with(
                                    "href",
                                    Link.to("/tree")
                                            .with("at", past.word().text())
                                            .with("tape", past.word().tape())
                                            .with("path", znode.path())
                                            .with("after", shown.get(shown.size() - 1))
                                            .toString())));
        }
        return section;
    }

    /** A line that leads to a znode that was found. */
    static Element found(MomentWord at, Search.Found found) {
        return line(link(at, found.path()), found.path(), found.children(), found.brief());
    }

    private static Element child(MomentWord at, PastZnode child) {
        String brief = child.length() == 0 ? "" : Search.brief(child);
        return line(link(at, child.path()), child.name(), child.children(), brief);
    }

    private static Element line(String link, String words, int children, String brief) {
        Element line =
                Element.of("li", Element.of("a", Element.of("bdi", words)).with("href", link));
        if (children > 0) {
            line.and(Element.of("span", Words.count(children, "child", "children"))
                    .with("class", "many"));
        }
        return brief.isEmpty() ? line : line.and(Element.of("span", brief).with("class", "brief"));
    }
}
