package dev.keepsake.catalog;

import java.util.ArrayList;
import java.util.List;

/** What a person should know of how a moment was found, in the order in which that came up. */
final class Notes {

    private final List<String> all = new ArrayList<>();
    private final List<String> damage = new ArrayList<>();

    void add(String sentence) {
        all.add(sentence);
    }

    void addAll(List<String> sentences) {
        all.addAll(sentences);
    }

    /** Of something that is damaged and need not be whole, since something else was taken. */
    void addDamage(String sentence) {
        if (!damage.contains(sentence)) {
            all.add(sentence);
            damage.add(sentence);
        }
    }

    List<String> all() {
        return List.copyOf(all);
    }

    List<String> damage() {
        return List.copyOf(damage);
    }
}
