package dev.keepsake.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessListsTest {

    private static final String OPERATORS = """
        teardown_frameworks {
          principals {
            values: "ops \\"night\\""
            values: "admin"
          }
          framework_principals {
            type: ANY
          }
        }
        """;
    private static final String NOBODY = """
        teardown_frameworks {
          principals {
            type: ANY
          }
          framework_principals {
            type: NONE
          }
        }
        """;
    private static final String ANYBODY = NOBODY.replace("NONE", "ANY");

    @Test
    void whatNoEntryFitsIsAllowedUnlessTheListsAreStrict() {
        assertThat(stranger("permissive: true\n")).isEqualTo(AccessLists.Answer.LET);
        assertThat(stranger("register_frameworks {\n  principals {\n    type: ANY\n  }\n}\n"))
                .isEqualTo(AccessLists.Answer.LET);
        assertThat(stranger("permissive: false\n")).isEqualTo(AccessLists.Answer.REFUSED);
    }

    @Test
    void anEntryForSomePrincipalsSaysNothingOfWhoHasNone() {
        assertThat(stranger(OPERATORS)).isEqualTo(AccessLists.Answer.LET);
        assertThat(stranger("permissive: false\n" + OPERATORS)).isEqualTo(AccessLists.Answer.REFUSED);
        assertThat(stranger(OPERATORS + NOBODY)).isEqualTo(AccessLists.Answer.REFUSED);
    }

    @Test
    void theFirstEntryThatFitsDecides() {
        assertThat(stranger(ANYBODY + NOBODY)).isEqualTo(AccessLists.Answer.LET);
        assertThat(stranger(NOBODY + ANYBODY)).isEqualTo(AccessLists.Answer.REFUSED);
        assertThat(stranger("permissive: false\n" + ANYBODY)).isEqualTo(AccessLists.Answer.LET);
        assertThat(stranger(ANYBODY.replaceFirst(
                                "(?s)framework_principals \\{\\s+type: ANY",
                                "framework_principals {\n values: \"spark\"")
                        + NOBODY))
                .isEqualTo(AccessLists.Answer.LET_SOME);
    }

    @Test
    void theOldNameCountsWhereTheNewOneIsNotThere() {
        assertThat(stranger(NOBODY.replace("teardown", "shutdown"))).isEqualTo(AccessLists.Answer.REFUSED);
        assertThat(stranger(NOBODY.replace("teardown", "shutdown") + ANYBODY)).isEqualTo(AccessLists.Answer.LET);
    }

    @Test
    void listsAreReadAsJsonToo() {
        String json = "{\"teardown_frameworks\":[{\"principals\":{\"type\":\"ANY\"},"
                + "\"framework_principals\":{\"type\":\"NONE\"}}]}";

        assertThat(stranger(json)).isEqualTo(AccessLists.Answer.REFUSED);
        assertThat(stranger("{\"permissive\": false}")).isEqualTo(AccessLists.Answer.REFUSED);
        assertThat(stranger("{}")).isEqualTo(AccessLists.Answer.LET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/etc/mesos/acls", "file:///etc/mesos/acls", "{", "a {", "a { b: }", "}", "a: \"never ends", "a"
            })
    void whatIsOfNoKnownFormIsNotJudged(String text) {
        assertThat(AccessLists.of(TextNode.valueOf(text))).isEmpty();
    }

    @Test
    void noDepthIsTooDeep() {
        assertThat(AccessLists.of(TextNode.valueOf("a {".repeat(100_000)))).isEmpty();
    }

    private static AccessLists.Answer stranger(String text) {
        Optional<AccessLists> lists = AccessLists.of(TextNode.valueOf(text));
        return lists.orElseThrow().strangerEndsFrameworks();
    }
}
