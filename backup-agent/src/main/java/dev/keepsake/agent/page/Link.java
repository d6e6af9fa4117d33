package dev.keepsake.agent.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** A path of this page with a query, put together so that values stay values. */
final class Link {

    private final StringBuilder text;
    private char next = '?';

    private Link(String path) {
        this.text = new StringBuilder(path);
    }

    /** A link to a path. */
    static Link to(String path) {
        return new Link(path);
    }

    /** With a value; one that is empty is left out. */
    Link with(String name, String value) {
        if (!value.isEmpty()) {
            text.append(next).append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
            next = '&';
        }
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
