package dev.keepsake.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What lies over the file, flags above the environment, and what one reading gathers on its way: problems, and the
 * values in effect.
 */
final class Layers {

    private final Map<String, String> environment;
    private final Overrides overrides;
    private final Problems problems = new Problems();
    private final List<Setting> settings = new ArrayList<>();

    Layers(Map<String, String> environment, Overrides overrides) {
        this.environment = environment;
        this.overrides = overrides;
    }

    /** What a flag says, else the environment; a variable that is set to nothing says nothing. */
    Optional<Found> above(String label) {
        return Key.named(label).flatMap(key -> {
            Optional<Found> flag = Optional.ofNullable(overrides.values().get(label))
                    .map(text -> new Found(text, Origin.flag(key.flag())));
            return flag.or(() -> Optional.ofNullable(environment.get(key.variable()))
                    .filter(text -> !text.isBlank())
                    .map(text -> new Found(text, Origin.environment(key.variable()))));
        });
    }

    /** What a variable that the file names is set to. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name));
    }

    Problems problems() {
        return problems;
    }

    void inEffect(String label, String value, Origin origin) {
        settings.add(new Setting(label, Shown.redacted(value), origin.shown()));
    }

    List<Setting> settings() {
        return settings;
    }

    /** A text, and where it was found. */
    record Found(String text, Origin origin) {}
}
