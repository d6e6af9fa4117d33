package dev.keepsake.config;

import dev.keepsake.config.Format.BadValueException;
import dev.keepsake.config.Layers.Found;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One block of keys and values, with whatever lies over it. Every way to ask reports what is wrong and then answers as if
 * nothing were there, so that reading goes on to the next problem.
 */
final class Section {

    private final Layers layers;
    private final Block block;
    private final String path;
    private final Origin at;
    private final Map<String, Yaml> values = new LinkedHashMap<>();
    // keys that were reported already, so that they are not called missing on top
    private final Set<String> explained = new HashSet<>();

    private Section(Layers layers, Block block, String path, Origin at) {
        this.layers = layers;
        this.block = block;
        this.path = path;
        this.at = at;
    }

    /** The whole file. */
    static Section top(Layers layers, String file, Yaml.Mapping mapping) {
        return new Section(layers, Block.TOP, "", Origin.inFile(file, mapping.position())).filled(mapping);
    }

    /** No file at all: only what lies over it. */
    static Section none(Layers layers) {
        return new Section(layers, Block.TOP, "", Origin.other("configuration"));
    }

    private Section filled(Yaml.Mapping mapping) {
        Map<String, Integer> lines = new LinkedHashMap<>();
        for (Yaml.Entry entry : mapping.entries()) {
            String key = entry.key().text();
            Integer earlier = lines.putIfAbsent(key, entry.key().position().line());
            if (earlier != null) {
                report(
                        entry.key(),
                        "duplicate key " + Shown.quoted(key) + where() + ": it stands in line " + earlier + " already");
            } else if (!block.keys().contains(key)) {
                report(entry.key(), unknown(key));
            } else if (entry.value() instanceof Yaml.Scalar scalar && scalar.isNothing()) {
                report(entry.key(), label(key) + " has no value: give one, or remove the key");
                explained.add(key);
            } else {
                values.put(key, entry.value());
            }
        }
        return this;
    }

    private String unknown(String key) {
        if (Block.looksLikeCredentials(key)) {
            return "key " + Shown.quoted(key) + where()
                    + ": credentials come from the environment or files, never from this file";
        }
        Optional<String> nearest = block.nearest(key);
        nearest.ifPresent(explained::add);
        return "unknown key " + Shown.quoted(key) + where() + "; "
                + nearest.map(meant -> "did you mean '" + meant + "'?").orElseGet(() -> block.advice(key));
    }

    /** The block under a key; an empty one when there is none, since something may lie over its values. */
    Section section(String key, Block inner) {
        Yaml value = values.get(key);
        if (value instanceof Yaml.Mapping mapping) {
            return new Section(layers, inner, label(key), origin(value)).filled(mapping);
        }

        Section empty = new Section(layers, inner, label(key), at);
        if (value != null) {
            wrongKind(label(key), value, "keys and values (" + String.join(", ", inner.keys()) + ")");
        }
        if (value != null || explained.contains(key)) {
            empty.explained.addAll(inner.keys());
        }
        return empty;
    }

    /** The blocks in the list under a key. */
    List<Section> sections(String key, Block inner) {
        List<Section> sections = new ArrayList<>();
        List<Yaml> items = items(key);
        for (int i = 0; i < items.size(); i++) {
            String label = label(key) + "[" + i + "]";
            if (items.get(i) instanceof Yaml.Mapping mapping) {
                sections.add(new Section(layers, inner, label, origin(mapping)).filled(mapping));
            } else {
                wrongKind(label, items.get(i), "keys and values (" + String.join(", ", inner.keys()) + ")");
            }
        }
        return sections;
    }

    /** The values in the list under a key, as far as they are good. */
    <T> List<T> list(String key, Format<T> format) {
        List<T> good = new ArrayList<>();
        List<Yaml> items = items(key);
        for (int i = 0; i < items.size(); i++) {
            String label = label(key) + "[" + i + "]";
            if (items.get(i) instanceof Yaml.Scalar scalar && !scalar.isNothing()) {
                parsed(label, new Found(scalar.text(), origin(scalar)), format).ifPresent(good::add);
            } else {
                wrongKind(label, items.get(i), "text");
            }
        }
        if (!good.isEmpty()) {
            layers.inEffect(label(key), good.toString(), valueOrigin(key));
        }
        return good;
    }

    /** The texts in a block whose keys are anybody's choice, as far as they are good. */
    <T> Map<String, T> texts(String key, Format<T> format) {
        Map<String, T> good = new LinkedHashMap<>();
        Yaml value = values.get(key);
        if (value != null && !(value instanceof Yaml.Mapping)) {
            wrongKind(label(key), value, "keys and values");
        }
        for (Yaml.Entry entry : value instanceof Yaml.Mapping block ? block.entries() : List.<Yaml.Entry>of()) {
            String name = label(key) + "." + entry.key().text();
            if (entry.value() instanceof Yaml.Scalar scalar && !scalar.isNothing()) {
                Found found = new Found(scalar.text(), origin(scalar));
                parsed(name, found, format).ifPresent(text -> {
                    layers.inEffect(name, found.text(), found.origin());
                    good.put(entry.key().text(), text);
                });
            } else {
                wrongKind(name, entry.value(), "text");
            }
        }
        return good;
    }

    private List<Yaml> items(String key) {
        Yaml value = values.get(key);
        if (value instanceof Yaml.Sequence sequence) {
            return sequence.items();
        }
        if (value != null) {
            wrongKind(label(key), value, "a list");
        }
        return List.of();
    }

    /** Takes note of a default that depends on more than one key. */
    void standard(String key, String value, String why) {
        layers.inEffect(label(key), value, Origin.other(why));
    }

    /** A value that may be missing. */
    <T> Optional<T> optional(String key, Format<T> format) {
        return found(key).flatMap(found -> inEffect(key, found, format));
    }

    /** A value that is a default when nothing is said; empty only when something wrong is said. */
    <T> Optional<T> optional(String key, Format<T> format, Found standard) {
        Optional<Found> found = found(key);
        return says(key) && found.isEmpty() ? Optional.empty() : inEffect(key, found.orElse(standard), format);
    }

    /** A value that must be there. */
    <T> Optional<T> required(String key, Format<T> format) {
        Optional<Found> found = found(key);
        if (found.isEmpty() && !says(key)) {
            layers.problems().add(at, missing(key));
        }
        return found.flatMap(text -> inEffect(key, text, format));
    }

    private String missing(String key) {
        Optional<String> above = Key.named(label(key)).map(way -> "set " + way.variable() + ", or give " + way.flag());
        if (at.isFile()) {
            return "missing required key '" + key + "'" + where()
                    + above.map(ways -> "; set it here, or " + ways).orElse("");
        }
        return "'" + label(key) + "' is missing"
                + above.map(ways -> ": " + ways + ", or name a file that has it with -c")
                        .orElse("");
    }

    /** What a variable that the file names is set to. */
    Optional<String> environment(String variable) {
        return layers.variable(variable);
    }

    /** Whether the file holds a list under a key, and nothing in the list. */
    boolean isEmptyList(String key) {
        return values.get(key) instanceof Yaml.Sequence list && list.items().isEmpty();
    }

    /** Whether anything is said about a key, be it wrong. */
    boolean says(String key) {
        return values.containsKey(key)
                || explained.contains(key)
                || layers.above(label(key)).isPresent();
    }

    /** Reports something about a key's value, or about the block when the key has none of its own. */
    void report(String key, String text) {
        layers.problems().add(valueOrigin(key), text);
    }

    private Origin valueOrigin(String key) {
        Yaml value = values.get(key);
        return layers.above(label(key)).map(Found::origin).orElse(value == null ? at : origin(value));
    }

    private void report(Yaml place, String text) {
        layers.problems().add(origin(place), text);
    }

    private Optional<Found> found(String key) {
        Yaml value = values.get(key);
        Optional<Found> here = Optional.empty();
        if (value instanceof Yaml.Scalar scalar) {
            here = Optional.of(new Found(scalar.text(), origin(scalar)));
        } else if (value != null) {
            wrongKind(label(key), value, "text");
        }
        Optional<Found> above = layers.above(label(key));
        return above.isPresent() ? above : here;
    }

    private <T> Optional<T> inEffect(String key, Found found, Format<T> format) {
        Optional<T> value = parsed(label(key), found, format);
        if (value.isPresent()) {
            layers.inEffect(label(key), found.text(), found.origin());
        }
        return value;
    }

    private <T> Optional<T> parsed(String label, Found found, Format<T> format) {
        try {
            return Optional.of(format.parse(found.text()));
        } catch (BadValueException wrong) {
            layers.problems().add(found.origin(), label + ": " + Shown.quoted(found.text()) + " " + wrong.getMessage());
            return Optional.empty();
        }
    }

    private void wrongKind(String label, Yaml value, String expected) {
        report(value, label + ": expected " + expected + ", found " + value.kind());
    }

    private Origin origin(Yaml place) {
        return Origin.inFile(at.name(), place.position());
    }

    private String where() {
        return path.isEmpty() ? "" : " in " + path;
    }

    /** How a key is called from the top of the file. */
    String label(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
