package dev.keepsake.framework;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * How many apps go together: each request is one deployment, which Marathon plans as a whole and keeps in one znode
 * while it runs.
 */
final class Batches {

    private static final int APPS = 100;
    private static final int CHARACTERS = 256 << 10;

    private Batches() {}

    static <T> List<List<T>> of(List<T> all, Function<T, JsonNode> form) {
        List<List<T>> batches = new ArrayList<>();
        List<T> batch = new ArrayList<>();
        int characters = 0;
        for (T one : all) {
            int more = form.apply(one).toString().length();
            if (!batch.isEmpty() && (batch.size() == APPS || characters + more > CHARACTERS)) {
                batches.add(batch);
                batch = new ArrayList<>();
                characters = 0;
            }
            batch.add(one);
            characters += more;
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }
}
