package dev.keepsake.agent.page;

import dev.keepsake.agent.survey.Survey;
import dev.keepsake.agent.survey.Surveyed;
import dev.keepsake.catalog.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The first view: whether all could be restored, what is going on, and the newest backups. */
final class StatusView {

    private static final int NEWEST = 5;
    private static final int EVENTS = 12;
    private static final int LONG = 240;
    private static final int BRIEF = 160;

    private final AgentNow agent;
    private final Surveyed known;
    private final Protection protection;

    StatusView(AgentNow agent, Surveyed known) {
        this.agent = agent;
        this.known = known;
        this.protection = Protection.of(agent, known);
    }

    /** What stands in the page. */
    Element[] content(Request request) {
        List<Element> parts = new ArrayList<>();
        parts.add(answer());
        known.survey().ifPresent(archive -> {
            parts.add(
                    Element.of("section", Element.of("h2", "What can be restored"), TimeLine.of(archive, agent.at())));
            parts.add(Element.of(
                    "section",
                    Element.of("h2", "Newest backups"),
                    BackupsView.table("The newest backups", newest(archive), archive, agent.at()),
                    Element.of("p", Element.of("a", "All backups").with("href", "/backups"))));
        });
        parts.add(work(request));
        return parts.toArray(new Element[0]);
    }

    private static List<Manifest> newest(Survey archive) {
        return archive.backups().subList(0, Math.min(NEWEST, archive.backups().size()));
    }

    private Element answer() {
        String kind = protection.level().name().toLowerCase(Locale.ROOT);
        Element section = Element.of(
                        "section",
                        Element.of("p", "Is " + agent.cluster() + " protected?").with("class", "question"),
                        Element.of("h1", headline()),
                        facts())
                .with("class", "answer " + kind);
        section.and(seen());
        if (!protection.reasons().isEmpty()) {
            Element reasons = Element.of("ul").with("class", "reasons");
            protection.reasons().forEach(reason -> reasons.and(reason(reason)));
            section.and(Element.of("h2", "What to see to"), reasons);
        }
        return section;
    }

    /** One that is long is shown whole to whoever wants to read it. */
    private static Element reason(String words) {
        if (words.length() <= LONG) {
            return Element.of("li", words);
        }
        int end = Math.max(words.lastIndexOf(' ', BRIEF), BRIEF / 2);
        return Element.of(
                "li",
                Element.of("details", Element.of("summary", words.substring(0, end) + " …"), Element.of("p", words)));
    }

    /** What a look has found is shown before the look is at its end, which is when it counts. */
    private Element seen() {
        Element seen = Element.of("p").with("class", "hint");
        if (known.survey().isEmpty()) {
            return seen.text("Nothing is known of the archive yet.");
        }
        seen.text("The backups as they were at ")
                .and(Frame.time(known.survey().get().at()));
        return known.takenAt()
                .map(at -> seen.text("; the archive is looked at every few minutes, and the last whole look ended at ")
                        .and(Frame.time(at))
                        .text("."))
                .orElseGet(() -> seen.text("; no whole look at the archive has come to its end yet."));
    }

    private String headline() {
        return switch (protection.level()) {
            case PROTECTED -> "Yes";
            case ATTENTION -> "Yes, but see below";
            case UNPROTECTED -> "No, or nobody can tell";
        };
    }

    private Element facts() {
        return Element.of(
                        "dl",
                        fact("Since", Frame.time(protection.since(), "never"), "without a bad backup between"),
                        fact(
                                "Would be lost now",
                                Frame.cell(protection
                                        .wouldLose()
                                        .map(Words::lasting)
                                        .orElse("everything of what is in no backup")),
                                protection
                                        .savedUpTo()
                                        .map(moment -> "what was committed after " + Words.moment(moment))
                                        .orElse("nothing is stored")),
                        fact(
                                "A restore takes",
                                Frame.cell(
                                        protection.restore().map(Words::lasting).orElse("not measured")),
                                protection.restoreIsDrill()
                                        ? "measured by the newest drill"
                                        : protection.restore().isPresent()
                                                ? "the newest replay took that; a drill tells more"
                                                : "a drill measures it"),
                        fact(
                                "Last proven",
                                Frame.time(protection.proven(), "never"),
                                protection
                                        .drilled()
                                        .map(moment -> "last drill " + Words.moment(moment))
                                        .orElse("never drilled")))
                .with("class", "facts");
    }

    private static Element fact(String name, Element value, String more) {
        return Element.of("div", Element.of("dt", name), Element.of("dd", value, Element.of("small", more)));
    }

    private Element work(Request request) {
        Element section = Element.of("section", Element.of("h2", "Under way"), progress());
        if (request.visitor().signedIn()) {
            section.and(Frame.form(
                            request,
                            "/run",
                            Element.of("label", "Label, if it shall have one").with("for", "label"),
                            Element.of("input")
                                    .with("id", "label")
                                    .with("name", "label")
                                    .with("maxlength", "64")
                                    .with("pattern", "[A-Za-z0-9._\\-]{1,64}")
                                    .with("autocomplete", "off")
                                    .with("spellcheck", "false"),
                            Element.of("button", "Back up now").with("type", "submit"))
                    .with("class", "run"));
        } else {
            section.and(Element.of("p", "Who signs in with the token can begin a backup here.")
                    .with("class", "hint"));
        }
        return section;
    }

    /** What the agent is doing; looked at again every few seconds where scripts run. */
    Element progress() {
        Element all = Element.of("div")
                .with("id", "progress")
                .with("data-refresh", "/progress")
                .with("aria-live", "polite");
        all.and(Element.of("p", agent.busy() ? "A backup is under way." : "No backup is under way."));
        agent.byHand()
                .ifPresent(one -> all.and(Element.of(
                                "p",
                                "Asked for at " + Words.moment(one.asked()) + ": "
                                        + one.state().name().toLowerCase(Locale.ROOT)
                                        + (one.words().isEmpty() ? "" : ", " + one.words()))
                        .with("class", "byhand")));
        Element next = Element.of("p");
        next.text("Next backup: ").and(Frame.time(agent.nextRun(), "none planned"));
        next.text(". Next proof: ")
                .and(Frame.time(agent.nextLook(), "none planned"))
                .text(".");
        all.and(next);
        agent.followed().forEach(one -> all.and(followed(one)));
        if (!agent.events().isEmpty()) {
            Element list = Element.of("ol").with("class", "events");
            agent.events().stream()
                    .limit(EVENTS)
                    .forEach(event -> list.and(
                            Element.of("li", Frame.time(event.at()), Element.of("span", " " + event.words()))));
            all.and(Element.of("h3", "What happened last"), list);
        }
        return all;
    }

    private Element followed(AgentNow.Followed one) {
        return Element.of("p", "Following ")
                .and(Frame.name(one.source()))
                .text(": stored up to " + Words.moment(one.upTo())
                        + (one.breaks() == 0 ? "" : ", " + Words.count(one.breaks(), "break", "breaks"))
                        + (one.trouble().isEmpty() ? "" : "; " + one.trouble()));
    }
}
