package dev.keepsake.agent.page;

/** The view in which a person shows the token, or learns that there is none. */
final class SignInView {

    private SignInView() {}

    static Element[] content(boolean hasToken, boolean wrong) {
        if (!hasToken) {
            return new Element[] {
                Element.of("h1", "Read only"),
                Element.of(
                        "p",
                        "This page shows how backups stand. What is in them can be seen, and a backup be begun, once"
                                + " the agent's configuration names a token:"),
                Element.of("pre", Element.of("code", "page: {token-file: /etc/keepsake/page.token}"))
                        .with("tabindex", "0")
                        .with("role", "region")
                        .with("aria-label", "Lines for the configuration")
            };
        }
        Element form = Element.of(
                        "form",
                        Element.of("label", "Token").with("for", "token"),
                        Element.of("input")
                                .with("id", "token")
                                .with("name", "token")
                                .with("type", "password")
                                .with("required", "required")
                                .with("maxlength", "1000")
                                .with("autocomplete", "current-password"),
                        Element.of("button", "Sign in").with("type", "submit"))
                .with("method", "post")
                .with("action", "/sign-in")
                .with("class", "signin");
        Element why = Element.of(
                "p", "What stands in znodes may be secret, so who looks at it shows the token of this agent's page.");
        return wrong
                ? new Element[] {
                    Element.of("h1", "Sign in"),
                    Frame.note("bad", "That is not the token.").with("role", "alert"),
                    why,
                    form
                }
                : new Element[] {Element.of("h1", "Sign in"), why, form};
    }
}
