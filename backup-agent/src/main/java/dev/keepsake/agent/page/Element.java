package dev.keepsake.agent.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An element of a page. Text and values are escaped when they are written, wherever they come from; names of elements and
 * attributes are those of a list without anything that a browser would run; links lead nowhere but to this page's own
 * paths. So nothing that stands in an archive can become part of the page's own markup.
 */
final class Element {

    private static final Set<String> NAMES = Set.of(
            "a", "abbr", "bdi", "body", "button", "caption", "circle", "code", "dd", "details", "div", "dl", "dt",
            "footer", "form", "g", "h1", "h2", "h3", "head", "header", "html", "input", "label", "li", "link", "main",
            "meta", "nav", "ol", "p", "path", "pre", "rect", "script", "section", "small", "span", "strong", "summary",
            "svg", "table", "tbody", "td", "th", "thead", "time", "title", "tr", "ul");
    private static final Set<String> EMPTY = Set.of("circle", "input", "link", "meta", "path", "rect");
    private static final Set<String> ATTRIBUTES = Set.of(
            "aria-current",
            "aria-describedby",
            "aria-hidden",
            "aria-label",
            "aria-labelledby",
            "aria-live",
            "autocomplete",
            "charset",
            "class",
            "content",
            "cx",
            "cy",
            "d",
            "data-refresh",
            "datetime",
            "dir",
            "for",
            "height",
            "id",
            "lang",
            "maxlength",
            "name",
            "open",
            "pattern",
            "r",
            "rel",
            "required",
            "role",
            "scope",
            "spellcheck",
            "tabindex",
            "title",
            "type",
            "value",
            "viewBox",
            "width",
            "x",
            "y",
            "preserveAspectRatio",
            "rx",
            "colspan",
            "defer",
            "autofocus");
    private static final Set<String> LINKS = Set.of("href", "action", "src");
    private static final Set<String> METHODS = Set.of("get", "post");

    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<Object> children = new ArrayList<>();

    private Element(String name) {
        this.name = name;
    }

    /** An element with some others in it. */
    static Element of(String name, Element... children) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("no element of a page: " + name);
        }
        return new Element(name).and(children);
    }

    /** An element with a text in it. */
    static Element of(String name, String text) {
        return of(name).text(text);
    }

    /** A value of a name, which must be known here. */
    Element with(String attribute, String value) {
        boolean link = LINKS.contains(attribute);
        if (link && !isOwn(value)) {
            throw new IllegalArgumentException("a link that leads away: " + value);
        }
        boolean method = attribute.equals("method") && METHODS.contains(value);
        if (!link && !method && !ATTRIBUTES.contains(attribute)) {
            throw new IllegalArgumentException("no attribute of a page: " + attribute);
        }
        attributes.put(attribute, value);
        return this;
    }

    /** A path here, or a place in the same page; two slashes would begin with a host. */
    private static boolean isOwn(String link) {
        return link.startsWith("#") || (link.startsWith("/") && !link.startsWith("//") && !link.startsWith("/\\"));
    }

    /** Puts others behind what is in it. */
    Element and(Element... more) {
        children.addAll(List.of(more));
        return this;
    }

    /** Puts others behind what is in it. */
    Element and(List<Element> more) {
        children.addAll(more);
        return this;
    }

    /** Puts a text behind what is in it. */
    Element text(String text) {
        if (name.equals("script")) {
            throw new IllegalArgumentException("a script stands in a file of its own");
        }
        children.add(text);
        return this;
    }

    /** The markup of this element and all in it. */
    String markup() {
        StringBuilder out = new StringBuilder();
        write(out);
        return out.toString();
    }

    private void write(StringBuilder out) {
        out.append('<').append(name);
        attributes.forEach((attribute, value) -> {
            out.append(' ').append(attribute).append("=\"");
            escape(value, out);
            out.append('"');
        });
        out.append('>');
        if (EMPTY.contains(name) && children.isEmpty()) {
            out.append(isDrawing() ? "</" + name + ">" : "");
            return;
        }
        for (Object child : children) {
            if (child instanceof Element element) {
                element.write(out);
            } else {
                escape(child.toString(), out);
            }
        }
        out.append("</").append(name).append('>');
    }

    private boolean isDrawing() {
        return name.equals("circle") || name.equals("path") || name.equals("rect");
    }

    private static void escape(String text, StringBuilder out) {
        text.codePoints().forEach(letter -> {
            switch (letter) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> put(letter, out);
            }
        });
    }

    /** What nobody sees, or what turns the order of letters around, is shown as JSON writes it. */
    private static void put(int letter, StringBuilder out) {
        int type = Character.getType(letter);
        boolean hidden = type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.UNASSIGNED;
        if (hidden && letter != '\n' && letter != '\t') {
            out.append(String.format(Locale.ROOT, letter > 0xffff ? "\\u{%x}" : "\\u%04x", letter));
        } else {
            out.appendCodePoint(letter);
        }
    }
}
