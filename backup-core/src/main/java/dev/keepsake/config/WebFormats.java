package dev.keepsake.config;

import dev.keepsake.config.Format.BadValueException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of text that describe a system that is asked over HTTP. */
final class WebFormats {

    private static final Pattern USER = Pattern.compile("[\\x21-\\x7e&&[^:]]{1,128}");
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,30}[ =]");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,6})([kmg])");
    private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*(\\?[\\x21-\\x7e&&[^#]]*)?");
    private static final Pattern CONTENT_TYPE = Pattern.compile("[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,60}");

    private WebFormats() {}

    /** Where a system answers; paths are put behind it. */
    static URI url(String text) throws BadValueException {
        String allowed = "use http://host:port or https://host/path";
        if (text.indexOf('@') >= 0) {
            throw new BadValueException(
                    "holds an @: credentials come from 'user' and files, never from a URL; " + allowed);
        }
        URI url = URI.create(Urls.endpoint(text).toString().replaceFirst("/+$", ""));
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new BadValueException("holds a ? or #: " + allowed);
        }
        return url;
    }

    static String user(String text) throws BadValueException {
        if (!USER.matcher(text).matches()) {
            throw new BadValueException("is not the name of a user: no blanks, no colon, at most 128 letters");
        }
        return text;
    }

    static String prefix(String text) throws BadValueException {
        if (!PREFIX.matcher(text).matches()) {
            throw new BadValueException("is not what stands before a token: 'Bearer ' with its blank, or 'token='");
        }
        return text;
    }

    static long size(String text) throws BadValueException {
        Matcher form = SIZE.matcher(text);
        if (!form.matches() || Long.parseLong(form.group(1)) == 0) {
            throw new BadValueException("is not a size: use a whole number and k, m or g, such as 512m");
        }
        return Long.parseLong(form.group(1)) << (10 * ("kmg".indexOf(form.group(2)) + 1));
    }

    static String path(String text) throws BadValueException {
        if (!PATH.matcher(text).matches()) {
            throw new BadValueException(
                    "is not a path: begin with /; what is not plain ASCII is written with percent signs");
        }
        try {
            new URI("http://host" + text);
        } catch (URISyntaxException wrong) {
            throw new BadValueException("is not a path (" + wrong.getReason()
                    + "): signs such as { } \" | < > ^ and a % of" + " its own are written with percent signs");
        }
        return text;
    }

    static String contentType(String text) throws BadValueException {
        if (!CONTENT_TYPE.matcher(text).matches()) {
            throw new BadValueException("is not a type of content: something like application/json is");
        }
        return text;
    }

    static boolean isHeader(String text) {
        return HEADER.matcher(text).matches();
    }
}
