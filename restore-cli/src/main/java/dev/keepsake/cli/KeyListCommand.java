package dev.keepsake.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.keepsake.catalog.Keychain;
import dev.keepsake.catalog.Keyring;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code keepsake key list}: who may read an archive. */
@Command(
        name = "list",
        description = {
            "Lists the keyrings of an archive, newest first: which archive keys each holds, and whose private keys open them.",
            "",
            "Needs no key. SIGNED BY says whose signature stands on a keyring, and whether '--trust' vouches for it."
        },
        footerHeading = "%nExamples:%n",
        footer = "  keepsake -c /etc/keepsake/agent.yaml key list")
final class KeyListCommand extends Verb implements Callable<Integer> {

    @Override
    public Integer call() throws IOException {
        try (OpenArchive archive = OpenArchive.open(archive().read())) {
            archive.requireExists();
            List<Keychain.Listed> keyrings = archive.catalog().keychain().list();
            if (archive().json()) {
                JsonOutput.print(out(), json(keyrings));
            } else {
                print(keyrings, archive.location());
            }
            return 0;
        }
    }

    private void print(List<Keychain.Listed> keyrings, String location) {
        if (keyrings.isEmpty()) {
            err().println("the archive at " + location + " has no keyring: nothing in it is encrypted");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("KEYRING", "MADE", "SIGNED BY", "ARCHIVE KEY", "RECIPIENT", "FINGERPRINT"));
        for (Keychain.Listed listed : keyrings) {
            for (Keyring.Entry entry : listed.keyring().keys()) {
                for (Keyring.Holder holder : entry.holders()) {
                    rows.add(List.of(
                            String.format("%04d", listed.keyring().number()),
                            JsonOutput.seconds(listed.keyring().created()),
                            listed.signer() + (listed.trusted() ? "" : ", not trusted"),
                            Integer.toString(entry.number()),
                            holder.name(),
                            holder.fingerprint()));
                }
            }
        }
        Table.print(out(), rows);
    }

    private static ArrayNode json(List<Keychain.Listed> keyrings) {
        ArrayNode array = JsonOutput.MAPPER.createArrayNode();
        for (Keychain.Listed listed : keyrings) {
            ObjectNode json = array.addObject();
            json.put("keyring", listed.keyring().number());
            json.put("created", listed.keyring().created().toString());
            json.put("signer", listed.signer());
            json.put("trusted", listed.trusted());
            ArrayNode keys = json.putArray("keys");
            for (Keyring.Entry entry : listed.keyring().keys()) {
                ObjectNode key = keys.addObject();
                key.put("number", entry.number());
                ArrayNode recipients = key.putArray("recipients");
                entry.holders()
                        .forEach(holder -> recipients
                                .addObject()
                                .put("name", holder.name())
                                .put("fingerprint", holder.fingerprint()));
            }
        }
        return array;
    }
}
