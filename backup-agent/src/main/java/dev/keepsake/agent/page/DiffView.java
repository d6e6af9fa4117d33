package dev.keepsake.agent.page;

import dev.keepsake.artefact.Difference;
import dev.keepsake.artefact.PastZnode;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The view of what is different between two moments. */
final class DiffView {

    private DiffView() {}

    static Element[] content(Past from, Past to, String path, InstantSource clock) throws IOException {
        Differences differences = Differences.between(from, to, path, clock);
        List<Element> parts = new ArrayList<>();
        parts.add(Element.of("h1", "Compare"));
        parts.add(form(from.word().text(), to.word().text(), from.word().tape(), path));
        parts.add(Element.of("p", "From " + from.words() + " to " + to.words() + ", below ")
                .and(Frame.name(path))
                .text("."));
        from.notes().forEach(note -> parts.add(Frame.note("weak", note)));
        to.notes().forEach(note -> parts.add(Frame.note("weak", note)));
        Set<Difference> here = differences.found().get(path);
        if (here != null) {
            parts.add(both(from.tree().znode(path), to.tree().znode(path)));
        }
        parts.add(list(differences, from, to));
        return parts.toArray(new Element[0]);
    }

    /** Where to type two moments. */
    static Element form(String from, String to, String tape, String path) {
        return Element.of(
                        "form",
                        TreeView.field("from", "From", from),
                        TreeView.field("to", "To", to),
                        TreeView.field("path", "Below", path),
                        TreeView.hidden("tape", tape),
                        Element.of("button", "Compare").with("type", "submit"))
                .with("method", "get")
                .with("action", "/diff")
                .with("class", "forms");
    }

    private static Element both(Optional<PastZnode> before, Optional<PastZnode> after) throws IOException {
        return Element.of("div", side(before, "Before"), side(after, "After")).with("class", "columns");
    }

    private static Element side(Optional<PastZnode> znode, String title) throws IOException {
        Element section = Element.of("section", Element.of("h2", title));
        if (znode.isEmpty()) {
            return section.and(Element.of("p", "There was no such znode."));
        }
        section.and(ZnodeCard.data(znode.get(), "Data " + title.toLowerCase(Locale.ROOT)));
        return section.and(
                Element.of("p", "Access list: " + String.join(", ", znode.get().acl())));
    }

    private static Element list(Differences differences, Past from, Past to) {
        if (differences.found().isEmpty() && differences.whole()) {
            return Frame.note("good", "There is no difference.");
        }
        Element section = Element.of(
                "section", Element.of("h2", Words.count(differences.found().size(), "difference", "differences")));
        if (!differences.whole()) {
            section.and(Frame.note(
                    "weak", "There are more: look below a longer path, or ask 'keepsake diff' on the command line."));
        }
        List<List<Element>> rows = new ArrayList<>();
        for (Map.Entry<String, Set<Difference>> one : differences.found().entrySet()) {
            rows.add(row(one.getKey(), one.getValue(), from, to));
        }
        return section.and(
                Frame.table("What is different, by path", List.of("Znode", "What", "Before", "After"), rows));
    }

    private static List<Element> row(String path, Set<Difference> what, Past from, Past to) {
        String link = Link.to("/diff")
                .with("from", from.word().text())
                .with("to", to.word().text())
                .with("tape", from.word().tape())
                .with("path", path)
                .toString();
        return List.of(
                Element.of("a", Element.of("bdi", path)).with("href", link),
                Element.of("span", words(what)).with("class", "badge " + kind(what)),
                brief(from.tree().znode(path)),
                brief(to.tree().znode(path)));
    }

    private static String kind(Set<Difference> what) {
        return what.contains(Difference.DELETED) ? "bad" : what.contains(Difference.CREATED) ? "good" : "weak";
    }

    static String words(Set<Difference> what) {
        return what.stream().map(one -> one.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "));
    }

    private static Element brief(Optional<PastZnode> znode) {
        return znode.map(one -> Element.of("code", Search.brief(one))).orElseGet(() -> Frame.cell("-"));
    }
}
