package dev.keepsake.agent.page;

import java.util.Optional;

/**
 * Who asks.
 *
 * @param signedIn whether with the token
 * @param formKey what a form must bring along that changes something; empty where no session does that
 */
record Visitor(boolean signedIn, Optional<String> formKey) {

    static final Visitor STRANGER = new Visitor(false, Optional.empty());
}
