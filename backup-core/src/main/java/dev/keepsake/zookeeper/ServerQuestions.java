package dev.keepsake.zookeeper;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.util.Optional;

/** Asks a running server on its client port, and where that does not say what is committed, its AdminServer. */
final class ServerQuestions implements StatusAnswer {

    private static final String NO_ADMIN =
            ". The other way is its AdminServer, which is asked only where 'admin:' names"
                    + " it, such as http://127.0.0.1:8080/commands";

    private final StatusClient client;
    private final Optional<AdminClient> admin;

    ServerQuestions(ServerContact contact) {
        this.client = new StatusClient(
                contact.host(),
                contact.port(),
                contact.clientSpeaksTls() ? contact.tls() : Optional.empty(),
                Conversation.LIMIT,
                contact.admin().isPresent() ? "" : NO_ADMIN);
        this.admin = contact.admin().map(url -> new AdminClient(url, contact.tls(), Conversation.LIMIT));
    }

    @Override
    public ServerStatus ask() throws IOException {
        // an address that is not ours is a mistake, not a reason to try another
        client.requireOwn();
        if (admin.isEmpty()) {
            return client.ask();
        }
        admin.get().requireOwn();
        try {
            return client.ask();
        } catch (RefusedException first) {
            return ask(admin.get(), first);
        }
    }

    private static ServerStatus ask(AdminClient admin, RefusedException first) throws IOException {
        try {
            return admin.ask();
        } catch (RefusedException second) {
            throw new RefusedException(
                    first.getMessage() + ". Its AdminServer gave no better answer: " + second.getMessage());
        }
    }

    @Override
    public String toString() {
        return client + admin.map(other -> " or " + other).orElse("");
    }
}
