package dev.keepsake.agent.page;

import dev.keepsake.agent.survey.Survey;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.PastProof;
import dev.keepsake.catalog.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The view of all backups. */
final class BackupsView {

    private static final List<String> HEADS = List.of("Backup", "State", "Proof", "Made", "Nodes", "Through", "Stored");

    private BackupsView() {}

    static Element[] content(Survey archive, Instant now) {
        Element count =
                Element.of("p", Words.count(archive.count(), "backup", "backups") + " in " + archive.location());
        if (archive.count() > archive.backups().size() + archive.unreadable().size()) {
            count.text("; the newest " + archive.backups().size() + " are shown");
        }
        List<Element> parts = new ArrayList<>();
        parts.add(Element.of("h1", "Backups"));
        parts.add(count);
        archive.unreadable().forEach(why -> parts.add(Frame.note("bad", why)));
        parts.add(Element.of("section", TimeLine.of(archive, now)));
        parts.add(Element.of("section", table("All backups, newest first", archive.backups(), archive, now)));
        return parts.toArray(new Element[0]);
    }

    static Element table(String caption, List<Manifest> backups, Survey archive, Instant now) {
        if (backups.isEmpty()) {
            return Frame.note("bad", "There is no backup yet.");
        }
        List<List<Element>> rows = new ArrayList<>();
        for (Manifest backup : backups) {
            rows.add(List.of(
                    named(backup),
                    // what matters most is seen on a phone, too, without scrolling sideways
                    state(backup),
                    proof(archive.standing(backup), now),
                    Frame.time(backup.created()),
                    Frame.cell(backup.parts().stream().map(Part::node).collect(Collectors.joining(", "))),
                    Element.of("code", backup.zxid().toString()),
                    Frame.cell(Words.bytes(backup.addedBytes()))));
        }
        return Frame.table(caption, HEADS, rows);
    }

    private static Element named(Manifest backup) {
        Element link = Element.of("a", backup.id().value()).with("href", "/backups/" + backup.id());
        String label = backup.label();
        return label == null
                ? Element.of("span", link)
                : Element.of("span", link, Element.of("bdi", label).with("class", "label"));
    }

    static Element state(Manifest backup) {
        boolean warned = !backup.contradictions().isEmpty();
        String words = (backup.complete() ? "complete" : "not complete") + (warned ? ", with warnings" : "");
        return Element.of("span", words).with("class", "badge " + (backup.complete() && !warned ? "good" : "weak"));
    }

    static Element proof(Standing standing, Instant now) {
        Optional<PastProof> failed = standing.failed();
        if (failed.isPresent()) {
            return Element.of("span", "FAILED " + ago(failed.get().time(), now)).with("class", "badge bad");
        }
        return standing.proven()
                .map(one -> Element.of("span", "proven " + ago(one.time(), now)).with("class", "badge good"))
                .orElseGet(() -> Element.of("span", "not proven").with("class", "badge none"));
    }

    private static String ago(Instant time, Instant now) {
        return Words.lasting(Duration.between(time, now)) + " ago";
    }
}
