package dev.keepsake.config;

import dev.keepsake.checkup.Profile;
import dev.keepsake.checkup.Rule;
import dev.keepsake.checkup.Rules;
import dev.keepsake.checkup.Silence;
import dev.keepsake.checkup.preflight.HealthRules;
import dev.keepsake.config.Format.BadValueException;
import dev.keepsake.config.Layers.Found;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads how much a cluster must survive, who its members are, and what of it is known already. */
final class DoctorReading {

    static final String KEY = "doctor";

    private static final int LONGEST = 500;

    private DoctorReading() {}

    /** Only says what is wrong. */
    static void check(Section top, List<SourceConfig> sources) {
        read(top, sources);
    }

    static DoctorConfig read(Section top, List<SourceConfig> sources) {
        if (!top.says(KEY)) {
            return new DoctorConfig(Profile.PRODUCTION, List.of(), List.of(), sources);
        }
        Section section = top.section(KEY, Block.DOCTOR);
        Optional<Profile> profile = section.optional(
                "profile", DoctorReading::profile, new Found(Profile.PRODUCTION.word(), Origin.DEFAULT));
        List<DoctorConfig.Member> members = new ArrayList<>();
        for (Section entry : section.sections("members", Block.DOCTOR_MEMBER)) {
            Optional<HostAndPort> client = entry.required("client", HostAndPort::parse);
            Optional<URI> admin = entry.optional("admin", Urls::admin);
            Optional<String> ensemble = entry.optional("ensemble", text -> ensemble(text, sources));
            client.ifPresent(
                    place -> members.add(new DoctorConfig.Member(place.host(), place.port(), admin, ensemble)));
        }
        List<Silence> silences = new ArrayList<>();
        for (Section entry : section.sections("silence", Block.SILENCE)) {
            Optional<String> rule = entry.required("rule", DoctorReading::rule);
            Optional<String> subject = entry.optional("subject", DoctorReading::text);
            Optional<String> reason = entry.required("reason", DoctorReading::text);
            rule.ifPresent(id -> reason.ifPresent(why -> silences.add(new Silence(id, subject, why))));
        }
        return new DoctorConfig(profile.orElse(Profile.PRODUCTION), members, silences, sources);
    }

    private static Profile profile(String text) throws BadValueException {
        return Arrays.stream(Profile.values())
                .filter(profile -> profile.word().equals(text))
                .findFirst()
                .orElseThrow(() -> new BadValueException("is not a profile: use production or staging"));
    }

    private static String rule(String text) throws BadValueException {
        Silence silence = new Silence(text.isBlank() ? "?" : text, Optional.empty(), "to be looked at");
        List<Rule> known = Stream.concat(
                        Rules.all().stream(), HealthRules.all().stream().filter(HealthRules::maySilence))
                .toList();
        if (known.stream().anyMatch(silence::names)) {
            return text;
        }
        if (HealthRules.all().stream().anyMatch(silence::names)) {
            throw new BadValueException("cannot be silenced: what 'preflight' finds by this rule may cost data, or the"
                    + " quorum, so it must be mended");
        }
        throw new BadValueException("names no rule: "
                + NearestMatch.of(text, known.stream().map(Rule::id).distinct().toList())
                        .map(id -> "did you mean '" + id + "'?")
                        .orElse("'keepsake doctor --rules' shows them; a star stands for anything"));
    }

    private static String ensemble(String text, List<SourceConfig> sources) throws BadValueException {
        List<String> names = sources.stream()
                .filter(Contacts::isEnsemble)
                .map(SourceConfig::name)
                .toList();
        if (!names.contains(text)) {
            throw new BadValueException("is no ensemble among the 'sources': "
                    + NearestMatch.of(text, names)
                            .map(name -> "did you mean '" + name + "'?")
                            .orElse(names.isEmpty() ? "there is none" : "use " + String.join(" or ", names)));
        }
        return text;
    }

    private static String text(String text) throws BadValueException {
        if (text.isBlank() || text.length() > LONGEST) {
            throw new BadValueException("must be a text of 1 to " + LONGEST + " characters");
        }
        return text;
    }
}
