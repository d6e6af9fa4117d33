package dev.keepsake.checkup;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** Judges by a master's flags whether just anybody may end a framework. Nothing is tried. */
final class TeardownCheck {

    private static final String LOCAL = "local";

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
        String authorizers = flags.path("authorizers").asText(LOCAL);
        if (!authorizers.equals(LOCAL)) {
            return MasterRules.TEARDOWN.unknown(
                    source,
                    "not access lists decide, but its --authorizers " + authorizers,
                    "see there who may end frameworks without saying who he is");
        }
        JsonNode acls = flags.path("acls");
        boolean none =
                acls.isMissingNode() || (acls.isTextual() && acls.asText().isBlank());
        return none ? broken("no access lists") : byLists(acls);
    }

    private Finding byLists(JsonNode acls) {
        Optional<AccessLists> lists = AccessLists.of(acls);
        if (lists.isEmpty()) {
            return MasterRules.TEARDOWN.unknown(
                    source,
                    "its access lists cannot be read: " + acls.asText(),
                    "look there whether teardown_frameworks ends with principals ANY, framework_principals NONE");
        }
        return switch (lists.get().strangerEndsFrameworks()) {
            case REFUSED ->
                MasterRules.TEARDOWN.passed(source, "its access lists let nobody who does not say who he is");
            case LET -> broken("access lists that let whoever does not say who he is");
            case LET_SOME -> broken("access lists that let whoever does not say who he is end some frameworks");
        };
    }

    private Finding broken(String lists) {
        return MasterRules.TEARDOWN.broken(
                source,
                "no authentication over HTTP (authenticate_http_readwrite), and " + lists,
                "one of the two that keeps strangers out",
                "start masters with --authenticate_http_readwrite and --credentials; or end teardown_frameworks of"
                        + " --acls with an entry of principals ANY and framework_principals NONE, as whatever no entry"
                        + " fits is allowed");
    }

    private boolean isOn(String flag) {
        return flags.path(flag).asText().equals("true");
    }
}
