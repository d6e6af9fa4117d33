package dev.keepsake.agent.page;

import dev.keepsake.agent.survey.Survey;
import dev.keepsake.artefact.CheckReport;
import dev.keepsake.catalog.DocumentShare;
import dev.keepsake.catalog.Manifest;
import dev.keepsake.catalog.Part;
import dev.keepsake.catalog.Proof;
import dev.keepsake.catalog.Share;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The view of one backup: what it holds, and what was proven of it. */
final class BackupView {

    private static final int MOST = 300;

    private BackupView() {}

    static Element[] content(Manifest backup, Survey archive, Instant now, Element... report) {
        List<Element> parts = new ArrayList<>();
        String label = backup.label();
        parts.add(Element.of("h1", "Backup " + backup.id()));
        if (label != null) {
            parts.add(Element.of("p", Element.of("bdi", label).with("class", "label")));
        }
        parts.add(Element.of(
                "p",
                BackupsView.state(backup),
                Element.of("span", " "),
                BackupsView.proof(archive.standing(backup), now)));
        parts.add(Element.of("p", "Made ")
                .and(Frame.time(backup.created()))
                .text(", through " + backup.zxid() + ", " + Words.bytes(backup.addedBytes())
                        + " added to the store, expected of " + String.join(", ", backup.nodes()) + "."));
        backup.contradictions().forEach(warning -> parts.add(Frame.note("weak", warning)));
        backup.missingNodes()
                .forEach(missing -> parts.add(Frame.note("bad", "node " + missing.node() + ": " + missing.reason())));
        parts.add(ways(backup));
        backup.parts().forEach(part -> parts.add(part(part)));
        parts.addAll(List.of(report));
        return parts.toArray(new Element[0]);
    }

    private static Element ways(Manifest backup) {
        String at = backup.id().value();
        return Element.of(
                        "ul",
                        way("Look into its tree", Link.to("/tree").with("at", at)),
                        way(
                                "Compare with now",
                                Link.to("/diff").with("from", at).with("to", MomentWord.NEWEST)))
                .with("class", "ways");
    }

    private static Element way(String words, Link link) {
        return Element.of("li", Element.of("a", words).with("href", link.toString()));
    }

    private static Element part(Part part) {
        Element section = Element.of(
                "section",
                Element.of("h2", "Node " + part.node()),
                Element.of("p", "Begun ")
                        .and(Frame.time(part.begun()))
                        .text(", done after " + Words.lasting(Duration.between(part.begun(), part.finished())) + "."));
        part.failures().stream()
                .limit(MOST)
                .forEach(failure -> section.and(Frame.note("bad", failure.source() + ": " + failure.reason())));
        List<List<Element>> rows = new ArrayList<>();
        part.shares().forEach(share -> rows.add(row(share)));
        if (!rows.isEmpty()) {
            section.and(Frame.table(
                    "Servers on " + part.node(), List.of("Source", "Kind", "From", "Through", "Links", "Bytes"), rows));
        }
        part.shares().forEach(share -> share.remarks().forEach(remark -> section.and(Frame.note("weak", remark))));
        part.documentShares().forEach(share -> section.and(documents(share)));
        return section;
    }

    private static List<Element> row(Share share) {
        return List.of(
                Frame.name(share.source()),
                Frame.cell(share.type()),
                Element.of("code", share.baseStart().toString()),
                Element.of("code", share.through().toString()),
                Frame.cell(Integer.toString(share.links())),
                Frame.cell(Words.bytes(share.base().bytes() + share.linkBytes())));
    }

    private static Element documents(DocumentShare share) {
        List<List<Element>> rows = new ArrayList<>();
        share.documents().stream()
                .limit(MOST)
                .forEach(document -> rows.add(List.of(
                        Frame.name(document.name()),
                        Frame.cell(Words.bytes(document.piece().bytes())))));
        return Frame.table(
                share.source() + " (" + share.type() + "), taken " + Words.moment(share.taken()),
                List.of("Document", "Bytes"),
                rows);
    }

    /** What the newest look at it found. */
    static Element report(Proof proof) {
        List<List<Element>> rows = new ArrayList<>();
        for (CheckReport.Finding finding : proof.findings()) {
            if (rows.size() < MOST) {
                rows.add(List.of(
                        Element.of("span", finding.good() ? "good" : "FAILED")
                                .with("class", "badge " + (finding.good() ? "good" : "bad")),
                        Frame.cell(finding.subject()),
                        Frame.cell(finding.seen())));
            }
        }
        return Element.of(
                "section",
                Element.of("h2", "Newest look at it"),
                Element.of("p", "Level " + proof.level().word() + ", on " + proof.host() + ", ")
                        .and(Frame.time(proof.time()))
                        .text(", took " + Words.lasting(Duration.ofMillis(proof.millis())) + "."),
                Frame.table("What was looked at", List.of("Found", "What", "Seen"), rows));
    }
}
