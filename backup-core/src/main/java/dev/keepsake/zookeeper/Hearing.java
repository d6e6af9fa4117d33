package dev.keepsake.zookeeper;

import dev.keepsake.artefact.Witness;
import dev.keepsake.artefact.Witnessed;
import dev.keepsake.artefact.Zxid;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads several nodes' tapes side by side and holds each transaction against the others' of the same zxid. */
final class Hearing implements Closeable {

    private static final int MAX_NAMED = 5;

    private final List<Testimony> testimonies = new ArrayList<>();
    private final SortedMap<Integer, Witnessed.Agreed> agreed = new TreeMap<>((one, other) -> other - one);
    private final List<String> differences = new ArrayList<>();
    private final Set<String> nodes = new HashSet<>();
    private long differing;

    Hearing(List<Witness> witnesses, Zxid after, Zxid through) {
        for (Witness witness : witnesses) {
            testimonies.add(new Testimony(witness, after, through));
            nodes.add(witness.node());
        }
    }

    Witnessed run() throws IOException {
        for (Testimony testimony : testimonies) {
            testimony.advance();
        }
        Optional<Zxid> lowest = lowest();
        while (lowest.isPresent()) {
            Zxid zxid = lowest.get();
            List<Testimony> holders =
                    testimonies.stream().filter(one -> one.is(zxid)).toList();
            compare(zxid, holders);
            for (Testimony holder : holders) {
                holder.advance();
            }
            lowest = lowest();
        }
        List<String> remarks = testimonies.stream()
                .map(Testimony::silence)
                .filter(silence -> !silence.isEmpty())
                .toList();
        return new Witnessed(List.copyOf(agreed.values()), differing, differences, remarks);
    }

    @Override
    public void close() throws IOException {
        for (Testimony testimony : testimonies) {
            testimony.close();
        }
    }

    private Optional<Zxid> lowest() {
        return testimonies.stream()
                .flatMap(one -> one.next().stream())
                .map(LogRecord::zxid)
                .min(Zxid::compareTo);
    }

    private void compare(Zxid zxid, List<Testimony> holders) throws IOException {
        Testimony first = holders.get(0);
        LogRecord record = first.next().orElseThrow();
        Set<String> witnesses = new HashSet<>();
        for (Testimony holder : holders) {
            witnesses.add(holder.node());
            if (!SameTransaction.is(record, holder.next().orElseThrow())) {
                differ(zxid, first, holder);
                return;
            }
        }
        int by = witnesses.size();
        Witnessed.Agreed before = agreed.getOrDefault(by, new Witnessed.Agreed(by, nodes.size(), 0, zxid, zxid));
        agreed.put(by, new Witnessed.Agreed(by, nodes.size(), before.transactions() + 1, before.first(), zxid));
    }

    private void differ(Zxid zxid, Testimony one, Testimony other) {
        differing++;
        if (differences.size() < MAX_NAMED) {
            differences.add("transaction " + zxid + " of " + one.node() + " (" + one.place() + ", "
                    + one.next().orElseThrow().fingerprint() + ") is not that of " + other.node() + " (" + other.place()
                    + ", " + other.next().orElseThrow().fingerprint() + ")");
        }
    }
}
