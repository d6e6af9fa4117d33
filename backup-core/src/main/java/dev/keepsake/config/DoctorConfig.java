package dev.keepsake.config;

import dev.keepsake.checkup.Profile;
import dev.keepsake.checkup.Silence;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What a look at a cluster is told.
 *
 * @param sources what the cluster is made of, as it is captured
 * @param members of its ensembles, all of them; empty where only those are known that stand among the sources
 * @param silences what somebody knows of and lives with
 */
public record DoctorConfig(Profile profile, List<Member> members, List<Silence> silences, List<SourceConfig> sources) {

    /** Nothing at all, as if the file had no such block. */
    public static final DoctorConfig NONE = new DoctorConfig(Profile.PRODUCTION, List.of(), List.of(), List.of());

    /**
     * A member of the ensemble.
     *
     * @param host an IPv6 address stands without brackets
     * @param admin where its AdminServer has its commands
     * @param ensemble the source whose ensemble it is of; the first that is one where it is empty
     */
    public record Member(String host, int port, Optional<URI> admin, Optional<String> ensemble) {}

    /** Keeps its own copies. */
    public DoctorConfig {
        members = List.copyOf(members);
        silences = List.copyOf(silences);
        sources = List.copyOf(sources);
    }

    /** The same for another profile. */
    public DoctorConfig with(Profile other) {
        return new DoctorConfig(other, members, silences, sources);
    }
}
