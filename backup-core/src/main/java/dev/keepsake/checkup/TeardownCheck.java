package dev.keepsake.checkup;

import com.fasterxml.jackson.databind.JsonNode;

/** Judges by a master's flags whether just anybody may end a framework. Nothing is tried. */
final class TeardownCheck {

    private final String source;
    private final JsonNode flags;

    TeardownCheck(String source, JsonNode flags) {
        this.source = source;
        this.flags = flags;
    }

    Finding finding() {
        if (!flags.isObject() || flags.isEmpty()) {
            return MasterRules.TEARDOWN.unknown(
                    source,
                    "its flags are not known",
                    "capture '/master/flags', or look at --authenticate_http_readwrite");
        }
        if (isOn("authenticate_http_readwrite") || isOn("authenticate_http")) {
            return MasterRules.TEARDOWN.passed(source, "who asks over HTTP must say who he is");
        }
        JsonNode acls = flags.path("acls");
        String text = acls.isTextual() ? acls.asText() : acls.toString();
        if (text.contains("teardown_frameworks")
                || text.contains("shutdown_frameworks")
                || text.replace(" ", "").contains("\"permissive\":false")) {
            return MasterRules.TEARDOWN.passed(source, "its access lists speak of it");
        }
        if (text.startsWith("/") || text.startsWith("file:")) {
            return MasterRules.TEARDOWN.unknown(
                    source, "its access lists are in the file " + text, "look there for teardown_frameworks");
        }
        return MasterRules.TEARDOWN.broken(
                source,
                "no authentication over HTTP (authenticate_http_readwrite), no access lists for it",
                "one of the two",
                "start masters with --authenticate_http_readwrite and --credentials, and with --acls for"
                        + " teardown_frameworks");
    }

    private boolean isOn(String flag) {
        return flags.path(flag).asText().equals("true");
    }
}
