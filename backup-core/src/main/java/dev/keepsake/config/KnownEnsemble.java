package dev.keepsake.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One of the ensembles that a configuration is about: each source that is one is another, unless they share a member.
 *
 * @param name the first of its sources, or {@code zk} where none is named
 * @param config what is said of it alone
 */
public record KnownEnsemble(String name, DoctorConfig config) {

    /** What an ensemble is called that no source names. */
    public static final String NAMELESS = "zk";

    /** Those of a configuration. Members that do not say whose they are belong to the first. */
    public static List<KnownEnsemble> of(DoctorConfig config) {
        Map<String, List<SourceConfig>> sources = new LinkedHashMap<>();
        Map<String, Set<String>> places = new LinkedHashMap<>();
        for (SourceConfig source : config.sources()) {
            if (Contacts.isEnsemble(source)) {
                Set<String> own = places(config, source, sources.isEmpty());
                String name = joined(source.name(), own, sources, places);
                sources.computeIfAbsent(name, first -> new ArrayList<>()).add(source);
                places.computeIfAbsent(name, first -> new HashSet<>()).addAll(own);
            }
        }
        if (sources.isEmpty() && !config.members().isEmpty()) {
            return List.of(new KnownEnsemble(NAMELESS, config));
        }
        List<KnownEnsemble> all = new ArrayList<>();
        sources.forEach((name, own) -> all.add(new KnownEnsemble(
                name,
                new DoctorConfig(config.profile(), members(config, own, all.isEmpty()), config.silences(), own))));
        return all;
    }

    /** What the ensemble of a source is called; of several that it shares members with it makes one. */
    private static String joined(
            String source, Set<String> own, Map<String, List<SourceConfig>> sources, Map<String, Set<String>> places) {
        List<String> shared = places.keySet().stream()
                .filter(name -> places.getOrDefault(name, Set.of()).stream().anyMatch(own::contains))
                .toList();
        if (shared.isEmpty()) {
            return source;
        }
        String first = shared.get(0);
        for (String other : shared.subList(1, shared.size())) {
            sources.computeIfAbsent(first, none -> new ArrayList<>()).addAll(sources.getOrDefault(other, List.of()));
            places.computeIfAbsent(first, none -> new HashSet<>()).addAll(places.getOrDefault(other, Set.of()));
            sources.remove(other);
            places.remove(other);
        }
        return first;
    }

    private static List<DoctorConfig.Member> members(DoctorConfig config, List<SourceConfig> own, boolean first) {
        return config.members().stream()
                .filter(member -> member.ensemble()
                        .map(name ->
                                own.stream().anyMatch(source -> source.name().equals(name)))
                        .orElse(first))
                .toList();
    }

    /** Where its members answer, as the configuration says. */
    private static Set<String> places(DoctorConfig config, SourceConfig source, boolean first) {
        Set<String> places = new HashSet<>();
        Contacts.named(source).forEach(member -> places.add(member.address()));
        members(config, List.of(source), first).stream()
                .map(member -> new HostAndPort(member.host(), member.port()))
                .forEach(place -> places.add(
                        Contacts.at(place, Optional.empty(), Optional.empty()).address()));
        return places;
    }
}
