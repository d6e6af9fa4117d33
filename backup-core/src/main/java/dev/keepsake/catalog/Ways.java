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
    private final List<Stretch> beginnings;

    private Ways(Chains chains, List<Bridge> bridges, List<SurveyedTape> ensemble, List<Stretch> beginnings) {
        this.chains = chains;
        this.bridges = bridges;
        this.ensemble = ensemble;
        this.beginnings = beginnings;
    }

    /** Of the ensemble that these stretches are of; a way begins with one of them, and may step over to any of its tapes. */
    static Ways of(Chains chains, Coverage coverage, List<Stretch> stretches) {
        String source = stretches.get(0).tape().source();
        List<TapeName> names = stretches.stream().map(Stretch::tape).distinct().toList();
        return new Ways(
                chains,
                coverage.bridges().stream()
                        .filter(bridge -> names.contains(bridge.first().tape()))
                        .toList(),
                coverage.surveyed().stream()
                        .filter(tape -> tape.name().source().equals(source))
                        .toList(),
                stretches);
    }

    /** Each as if one tape held it. */
    List<Stretch> asStretches() {
        return bridges.stream().map(Bridge::asOfOneTape).toList();
    }

    /** The same, and what single tapes lead to, around damage that only reading shows; every link up to a zxid is read. */
    List<Stretch> stretchesAroundDamage(Zxid zxid) throws IOException {
        Bridges around = own().aroundDamage(zxid);
        List<Stretch> stretches = new ArrayList<>(around.stretches());
        around.all().forEach(bridge -> stretches.add(bridge.asOfOneTape()));
        return stretches;
    }

    /** Right after the last transaction at or below a zxid, where no tape that may be taken alone leads. */
    Optional<Chosen> to(Zxid zxid, Notes notes) throws IOException {
        Optional<Chosen> way = choose(bridges, zxid, notes);
        // where one tape was named, another one that leads there alone is no reason against a way from that one
        return way.isPresent() ? way : choose(own().all(), zxid, notes);
    }

    /** The same where tapes that should lead there are damaged. */
    Optional<Chosen> aroundDamage(Zxid zxid, Notes notes) throws IOException {
        return choose(own().aroundDamage(zxid).all(), zxid, notes);
    }

    /** From what may be begun with, over any tape of the ensemble. */
    private Bridges own() {
        return new Bridges(
                chains,
                beginnings,
                ensemble.stream().flatMap(tape -> tape.joined().stream()).toList());
    }

    private Optional<Chosen> choose(List<Bridge> all, Zxid zxid, Notes notes) throws IOException {
        for (Bridge bridge : all) {
            if (bridge.holds(zxid)) {
                try {
                    Bridge.Step step = bridge.stepTo(zxid);
                    Chains.Place place = place(step, zxid);
                    requireAgreed(step, place, zxid);
                    return Optional.of(chosen(bridge, place, notes));
                } catch (CorruptException damaged) {
                    notes.addDamage(
                            "tape " + bridge.stepTo(zxid).joined().tape() + " is damaged: " + damaged.getMessage());
                }
            }
        }
        return Optional.empty();
    }

    private Chains.Place place(Bridge.Step step, Zxid zxid) throws IOException {
        return chains.find(step.joined().spans(), new Moment(step.joint(), 0), zxid);
    }

    /** Where others could be stepped to as well, none may hold another transaction there: any of them may be the true one. */
    private void requireAgreed(Bridge.Step step, Chains.Place place, Zxid zxid) throws IOException {
        for (SurveyedTape tape : ensemble) {
            for (Joined other : tape.joined()) {
                boolean beside = !other.equals(step.joined()) && other.goesOnFrom(step.joint()) && other.holds(zxid);
                if (beside && isAlike(other, place(step, step.joint())) && !isAlike(other, place)) {
                    throw new RefusedException("the tapes " + step.joined().tape() + " and " + other.tape()
                            + " hold different transactions at or before " + zxid + ", and it takes one of them to get"
                            + " there. They are not of one history: a clone captured under the same name, or a server"
                            + " that was rolled back. Choose a moment that one tape alone holds, with --tape; 'keepsake"
                            + " list --ranges' shows which there are");
                }
            }
        }
    }

    private boolean isAlike(Joined other, Chains.Place place) throws IOException {
        try {
            Zxid zxid = place.moment().zxid();
            return place.agrees(chains.find(other.spans(), new Moment(other.after(), 0), zxid));
        } catch (CorruptException | RefusedException unreadable) {
            // what cannot be read contradicts nothing
            return true;
        }
    }

    private static Chosen chosen(Bridge bridge, Chains.Place place, Notes notes) {
        List<Leg> legs = bridge.legs(place.moment().zxid());
        notes.add("no tape alone leads to this moment; it is restored by " + words(legs)
                + ", where each two hold the same record");
        List<Manifest.NodeShare> shares = bridge.shares(place.moment()).stream()
                .map(share -> new Manifest.NodeShare(bridge.first().tape().node(), share))
                .toList();
        return new Chosen(place.moment(), place.next(), shares, legs, notes.all(), notes.damage());
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
