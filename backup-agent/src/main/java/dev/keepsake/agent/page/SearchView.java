package dev.keepsake.agent.page;

import java.util.ArrayList;
import java.util.List;

/** The view of what a search found. */
final class SearchView {

    private SearchView() {}

    static Element[] content(Past past, String path, String words, Search.Result result) {
        List<Element> parts = new ArrayList<>();
        parts.add(Element.of("h1", "Search"));
        parts.add(Element.of("p", Words.count(result.found().size(), "znode", "znodes") + " below ")
                .and(Frame.name(path))
                .text(" at " + past.words() + " with ")
                .and(Frame.name(words))
                .text(" in the path or the text."));
        if (!result.whole()) {
            parts.add(Frame.note(
                    "weak",
                    "There may be more: only the first " + Search.MOST_FOUND
                            + " are shown, of what could be looked at in a few seconds. Search below a longer path."));
        }
        parts.add(TreeView.forms(past.word(), path));
        Element list = Element.of("ul").with("class", "children");
        result.found().forEach(one -> list.and(TreeView.found(past.word(), one)));
        if (!result.found().isEmpty()) {
            parts.add(list);
        }
        return parts.toArray(new Element[0]);
    }
}
