package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.HistoryReader;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Transaction;
import dev.keepsake.artefact.Zxid;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.StoreException;
import dev.keepsake.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what of a tape can be restored, by its objects alone. Whatever is missing, cut or not what its place says is a
 * break with its reason, and hides nothing else.
 */
final class TapeSurvey {

    private final Vault store;
    private final HistoryReader history;
    private final Layout layout;
    private final TapeName name;
    private final Vouchers vouchers;
    private final List<StoredObject> bases = new ArrayList<>();
    private final List<StoredObject> links = new ArrayList<>();
    private final List<StoredObject> runs = new ArrayList<>();
    private final List<Break> breaks = new ArrayList<>();
    private final List<ObjectKey> removals = new ArrayList<>();
    private @Nullable Uncovered uncovered;
    private final Epochs epochs = new Epochs();

    TapeSurvey(Vault store, HistoryReader history, Layout layout, TapeName name, Vouchers vouchers) {
        this.store = store;
        this.history = history;
        this.layout = layout;
        this.name = name;
        this.vouchers = vouchers;
    }

    /**
     * Takes the next object that was listed below the tape.
     *
     * @return the key behind which to go on listing, where that is not simply the next one
     */
    Optional<String> list(StoredObject object) throws IOException {
        ObjectKey key = object.key();
        Optional<Zxid> link = key.value().startsWith(layout.links(name)) ? Layout.linkAfter(key) : Optional.empty();
        if (key.value().startsWith(layout.bases(name)) && Layout.baseRange(key).isPresent()) {
            bases.add(object);
        } else if (link.isPresent()) {
            return listLink(object, link.get());
        } else if (key.value().startsWith(layout.runs(name))
                && Layout.runRange(key).isPresent()) {
            runs.add(object);
        } else if (Layout.removedRange(key).isPresent()) {
            removals.add(key);
        }
        return Optional.empty();
    }

    private Optional<String> listLink(StoredObject object, Zxid begins) throws IOException {
        if (uncovered == null) {
            List<StoredObject> ahead = store.list(layout.runs(name), "").all();
            ahead.removeIf(run -> Layout.runRange(run.key()).isEmpty());
            uncovered = new Uncovered(ahead, vouchers.tails(ahead));
        }
        Optional<Zxid> next = uncovered.passOver(begins);
        if (next.isEmpty()) {
            links.add(object);
        }
        return next.map(from -> layout.links(name) + new Zxid(from.value() - 1).inKey());
    }

    /** Looks at what the listing does not tell. */
    SurveyedTape survey() throws IOException {
        Optional<TapeRecord> record = Optional.empty();
        String problem = "";
        try {
            record = Optional.of(readRecord());
        } catch (CorruptException | RefusedException | StoreException.NotFound e) {
            problem = String.valueOf(e.getMessage());
        }
        SortedMap<String, String> own = record.map(TapeRecord::facts).orElseGet(TreeMap::new);
        epochs.vouch(Share.epochIn(own));
        SortedMap<String, String> facts =
                vouchers.all().isEmpty() ? own : vouchers.all().get(0).share().facts();
        List<Ground> grounds = grounds();
        Joints joints = new Joints(store, layout.links(name), vouchers, links, runs);
        List<List<Span>> chains = joints.chains();
        breaks.addAll(joints.breaks());
        epochs.add(joints.epochs());
        List<Stretch> stretches = new ArrayList<>();
        for (List<Span> chain : chains) {
            stretch(chain, grounds, facts).ifPresent(stretches::add);
        }
        for (Ground ground : grounds) {
            alone(ground, chains, facts).ifPresent(stretches::add);
        }
        stretches.sort(Comparator.comparing((Stretch one) -> one.from().zxid()));
        compareWithBackups(chains);
        breaks.sort(Comparator.comparing(Break::after));
        List<Joined> joined =
                chains.stream().map(chain -> new Joined(name, chain)).toList();
        List<Break> damage = new ArrayList<>();
        List<Break> removed = new Removals(store, removals).among(breaks, damage);
        return new SurveyedTape(name, record, problem, stretches, joined, damage, removed, joints.spared(), epochs);
    }

    private TapeRecord readRecord() throws IOException {
        ObjectKey key = layout.tapeJson(name);
        TapeRecord record = store.vouched(key, TapeRecord.class);
        if (!record.tape().equals(name.id())) {
            throw new CorruptException(
                    key + " is that of tape " + record.tape() + ": it was moved here from elsewhere");
        }
        return record;
    }

    private List<Ground> grounds() throws IOException {
        List<Ground> grounds = new ArrayList<>();
        for (StoredObject object : bases) {
            Zxid[] range = Layout.baseRange(object.key()).orElseThrow();
            epochs.claim(range[1].epoch(), object.key().value());
            try {
                Optional<Ground> known = vouchers.ground(object);
                grounds.add(known.isPresent() ? known.get() : look(object));
                epochs.vouch(range[1].epoch());
            } catch (CorruptException | RefusedException | StoreException.NotFound e) {
                breaks.add(new Break(range[0], "a base cannot be used: " + e.getMessage()));
            }
        }
        grounds.sort(Comparator.comparing(Ground::end).thenComparing(Ground::start));
        return grounds;
    }

    private Ground look(StoredObject object) throws IOException {
        Base base = Base.look(store, object);
        return new Ground(
                base.piece().stored(),
                base.start(),
                base.end(),
                base.replayAfter(),
                vouchers.servesItsEnd(object.key(), base.end()));
    }

    private Optional<Stretch> stretch(List<Span> chain, List<Ground> grounds, SortedMap<String, String> facts)
            throws IOException {
        Span last = chain.get(chain.size() - 1);
        Zxid after = chain.get(0).after();
        List<Ground> usable = grounds.stream()
                .filter(ground -> joins(ground, chain) && ground.serves(last.through()))
                .toList();
        if (usable.isEmpty()) {
            breaks.add(new Break(
                    after,
                    last.through(),
                    "no base that is left leads to the transactions after " + after + " through " + last.through()));
            return Optional.empty();
        }
        Moment from = first(usable.get(0), chain);
        Moment through = end(last);
        return Optional.of(new Stretch(name, usable, chain, from, through, facts, vouchers));
    }

    /** When the last transaction was made stands in the piece's header, and in the backup that ends with it. */
    private Moment end(Span last) throws IOException {
        if (last.lastTime() != 0) {
            return new Moment(last.through(), last.lastTime());
        }
        try {
            Link looked = Link.look(store, last.object());
            return new Moment(last.through(), looked.through().equals(last.through()) ? looked.lastTime() : 0);
        } catch (CorruptException | RefusedException | StoreException.NotFound unknown) {
            return new Moment(last.through(), 0);
        }
    }

    private static boolean joins(Ground ground, List<Span> chain) {
        Zxid through = chain.get(chain.size() - 1).through();
        return chain.get(0).after().compareTo(ground.replayAfter()) <= 0
                && ground.replayAfter().compareTo(through) <= 0;
    }

    /** The first moment behind a base's window, or its end where that is served. */
    private Moment first(Ground ground, List<Span> chain) throws IOException {
        int index = Span.firstBehind(chain, ground.end());
        boolean lastOfLink = ground.servesItsEnd()
                && index > 0
                && chain.get(index - 1).through().equals(ground.end());
        List<Span> spans = chain.subList(lastOfLink ? index - 1 : index, chain.size());
        try (ChainWalk walk = new ChainWalk(store, history, spans)) {
            for (Optional<Transaction> next = walk.next(); next.isPresent(); next = walk.next()) {
                Zxid zxid = next.get().zxid();
                if (ground.serves(zxid)) {
                    return ground.servesItsEnd() && !zxid.equals(ground.end())
                            ? new Moment(ground.end(), 0)
                            : new Moment(zxid, next.get().timeMillis());
                }
            }
        } catch (CorruptException damaged) {
            breaks.add(new Break(ground.end(), String.valueOf(damaged.getMessage())));
        }
        return new Moment(ground.end(), 0);
    }

    /** A base that no link joins can be restored as it is when a backup of just that was made. */
    private Optional<Stretch> alone(Ground ground, List<List<Span>> chains, SortedMap<String, String> facts) {
        if (chains.stream().anyMatch(chain -> joins(ground, chain))) {
            return Optional.empty();
        }
        for (Vouchers.Voucher voucher : vouchers.all()) {
            Share share = voucher.share();
            if (share.base().equals(ground.piece()) && share.through().equals(share.replayAfter())) {
                Moment moment = new Moment(share.through(), share.throughTime());
                return Optional.of(new Stretch(name, List.of(ground), List.of(), moment, moment, facts, vouchers));
            }
        }
        breaks.add(new Break(
                ground.replayAfter(),
                "the link after " + ground.replayAfter() + " is missing, with which the replay over the base "
                        + ground.start() + " would begin"));
        return Optional.empty();
    }

    /** What a backup names and nothing is left of shows in no listing. */
    private void compareWithBackups(List<List<Span>> chains) {
        Zxid reached = chains.stream()
                .flatMap(List::stream)
                .map(Span::through)
                .max(Comparator.naturalOrder())
                .orElse(new Zxid(0));
        Set<ObjectKey> listed = new HashSet<>();
        bases.forEach(base -> listed.add(base.key()));
        boolean told = breaks.stream().anyMatch(one -> one.after().compareTo(reached) >= 0);
        for (Vouchers.Voucher voucher : vouchers.all()) {
            Share share = voucher.share();
            epochs.vouch(share.highestEpoch());
            String backup = "backup " + voucher.backup();
            if (share.links() > 0 && share.through().compareTo(reached) > 0 && !told) {
                breaks.add(new Break(
                        reached.compareTo(share.replayAfter()) < 0 ? share.replayAfter() : reached,
                        share.through(),
                        backup + " goes on through " + share.through() + ", but the links end at " + reached));
                told = true;
            }
            if (listed.add(share.base().key())) {
                breaks.add(new Break(
                        share.baseStart(), "the base " + share.base().key() + " is gone, which " + backup + " names"));
            }
        }
    }
}
