package dev.keepsake.catalog;

import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.artefact.Zxid;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Moments that it takes several tapes to get to. */
final class Ways {

    private final Chains chains;
    private final List<Bridge> bridges;
    private final List<SurveyedTape> ensemble;
    private final List<TapeName> beginnings;

    private Ways(Chains chains, List<Bridge> bridges, List<SurveyedTape> ensemble, List<TapeName> beginnings) {
        this.chains = chains;
        this.bridges = bridges;
        this.ensemble = ensemble;
        this.beginnings = beginnings;
    }

    /** Of the ensemble that these stretches are of; a way begins with one of them, and may step over to any of its tapes. */
    static Ways of(Chains chains, Coverage coverage, List<Stretch> stretches) {
        String source = stretches.get(0).tape().source();
        return new Ways(
                chains,
                coverage.bridges(),
                coverage.surveyed().stream()
                        .filter(tape -> tape.name().source().equals(source))
                        .toList(),
                stretches.stream().map(Stretch::tape).distinct().toList());
    }

    /** Right after the last transaction at or below a zxid, where no tape alone leads. */
    Optional<Chosen> to(Zxid zxid, List<String> notes) throws IOException {
        return choose(bridges, zxid, notes);
    }

    /** The same where tapes that should lead there are damaged. */
    Optional<Chosen> aroundDamage(Zxid zxid, List<String> notes) throws IOException {
        Bridges around = Bridges.among(chains, ensemble).aroundDamage(zxid);
        return choose(around.all(), zxid, notes);
    }

    private Optional<Chosen> choose(List<Bridge> all, Zxid zxid, List<String> notes) throws IOException {
        List<Bridge> holding = all.stream()
                .filter(bridge -> beginnings.contains(bridge.first().tape()) && bridge.holds(zxid))
                .toList();
        List<Bridge> read = new ArrayList<>();
        List<Chains.Place> places = new ArrayList<>();
        for (Bridge bridge : holding) {
            try {
                places.add(place(bridge, zxid));
                read.add(bridge);
            } catch (CorruptException damaged) {
                notes.add("tape " + bridge.stepTo(zxid).joined().tape() + " is damaged: " + damaged.getMessage());
            }
        }
        if (read.isEmpty()) {
            return Optional.empty();
        }
        requireAgreed(read, places);
        return Optional.of(chosen(read.get(0), places.get(0), notes));
    }

    private Chains.Place place(Bridge bridge, Zxid zxid) throws IOException {
        Bridge.Step step = bridge.stepTo(zxid);
        return chains.find(step.joined().spans(), new Moment(step.joint(), 0), zxid);
    }

    private static void requireAgreed(List<Bridge> read, List<Chains.Place> places) throws RefusedException {
        for (int i = 1; i < read.size(); i++) {
            if (!places.get(0).agrees(places.get(i))) {
                throw new RefusedException("the ways by "
                        + words(read.get(0).legs(places.get(0).moment().zxid())) + " and by "
                        + words(read.get(i).legs(places.get(i).moment().zxid())) + " lead to different transactions: "
                        + places.get(0).moment() + " and " + places.get(i).moment()
                        + ". They are not of one history; choose a moment that one tape alone holds, with --tape");
            }
        }
    }

    private static Chosen chosen(Bridge bridge, Chains.Place place, List<String> notes) {
        List<Leg> legs = bridge.legs(place.moment().zxid());
        List<String> all = new ArrayList<>(notes);
        all.add("no tape alone leads to this moment; it is restored by " + words(legs)
                + ", where each two hold the same record");
        List<Manifest.NodeShare> shares = bridge.shares(place.moment()).stream()
                .map(share -> new Manifest.NodeShare(bridge.first().tape().node(), share))
                .toList();
        return new Chosen(place.moment(), place.next(), shares, legs, all);
    }

    /** Which tape serves what. */
    private static String words(List<Leg> legs) {
        List<String> words = new ArrayList<>();
        for (Leg leg : legs) {
            words.add(leg.tape() + " through " + leg.through());
        }
        return String.join(", then ", words);
    }
}
