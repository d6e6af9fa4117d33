package dev.keepsake.agent.page;

import dev.keepsake.artefact.PastZnode;
import dev.keepsake.format.DataWords;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;

/** One znode in full: its data so that a person can read it, its Stat, and its access list. */
final class ZnodeCard {

    /** More of a znode's data than anybody reads on a page is for the command line. */
    static final int MOST_DATA = 64 << 10;

    private ZnodeCard() {}

    static Element of(PastZnode znode, MomentWord at) throws IOException {
        Element section = Element.of(
                        "section", Element.of("h2", Element.of("bdi", znode.path())), data(znode, "Data"), stat(znode))
                .with("class", "znode");
        section.and(Element.of("h3", "Access list"));
        if (znode.acl().isEmpty()) {
            return section.and(Element.of("p", "not known"));
        }
        Element list = Element.of("ul").with("class", "acl");
        znode.acl().forEach(entry -> list.and(Element.of("li", Frame.name(entry))));
        return section.and(list, hint(znode, at));
    }

    private static Element hint(PastZnode znode, MomentWord at) {
        Element way = Element.of("p").with("class", "hint");
        return way.and(Element.of("a", "Compare with now")
                .with(
                        "href",
                        Link.to("/diff")
                                .with("from", at.text())
                                .with("to", MomentWord.NEWEST)
                                .with("tape", at.tape())
                                .with("path", znode.path())
                                .toString()));
    }

    /** The data, cut where it is longer than a page should be. */
    static Element data(PastZnode znode, String title) throws IOException {
        byte[] data = znode.data();
        boolean cut = data != null && data.length > MOST_DATA;
        byte[] shown = data == null || !cut ? data : Arrays.copyOf(data, MOST_DATA);
        String words = DataWords.of(znode.path(), shown);
        String size = data == null ? "none" : Words.bytes(data.length);
        String format = cut
                ? ""
                : DataWords.format(znode.path(), shown).map(one -> ", " + one).orElse("");
        Element all = Element.of(
                "div",
                Element.of("h3", title),
                Element.of("p", size + format + (cut ? ", of which the first " + Words.bytes(MOST_DATA) + ":" : ""))
                        .with("class", "hint"),
                Element.of("pre", Element.of("code", words))
                        .with("tabindex", "0")
                        .with("role", "region")
                        .with("aria-label", title + " of " + znode.path()));
        return all.with("class", "data");
    }

    private static Element stat(PastZnode znode) {
        Element list = Element.of("dl").with("class", "stat");
        put(list, "kind", znode.kind().name().toLowerCase(Locale.ROOT));
        put(list, "version", Integer.toString(znode.version()));
        put(list, "created", znode.created() + time(znode.createdMillis()));
        put(list, "modified", znode.modified() + time(znode.modifiedMillis()));
        put(list, "children", Integer.toString(znode.children()));
        put(list, "children last changed", znode.childrenModified().toString());
        put(list, "children ever created", Integer.toString(znode.childrenCreated()));
        put(list, "access list version", Integer.toString(znode.aclVersion()));
        put(list, "owner", "0x" + Long.toHexString(znode.owner()));
        return Element.of("div", Element.of("h3", "Stat"), list);
    }

    /** The root says 0, which is no time. */
    private static String time(long millis) {
        return millis == 0 ? "" : ", " + Words.moment(Instant.ofEpochMilli(millis));
    }

    private static void put(Element list, String name, String value) {
        list.and(Element.of("div", Element.of("dt", name), Element.of("dd", value)));
    }
}
