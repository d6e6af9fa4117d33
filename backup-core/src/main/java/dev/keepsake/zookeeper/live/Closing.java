package dev.keepsake.zookeeper.live;

import dev.keepsake.artefact.RefusedException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.data.ACL;
import org.jspecify.annotations.Nullable;

/**
 * Gives znodes that stood open while their children were written the access lists that they shall have. There is no multi
 * of these; they go one by one, many on their way.
 */
final class Closing {

    private static final int ON_THE_WAY = 200;

    private final LiveEnsemble ensemble;
    private final ReplayProgress progress;
    private final LongAdder done = new LongAdder();
    private final AtomicReference<@Nullable RefusedException> refusal = new AtomicReference<>();

    Closing(LiveEnsemble ensemble, ReplayProgress progress) {
        this.ensemble = ensemble;
        this.progress = progress;
    }

    /** Sets the list of each path, in this order. */
    void close(List<String> paths, Function<String, List<ACL>> lists) throws IOException {
        Questions<String> requests = new Questions<>(
                ensemble,
                ON_THE_WAY,
                (client, path, end) -> client.setACL(
                        path,
                        lists.apply(path),
                        -1,
                        (code, at, context, stat) -> {
                            note(path, code);
                            end.accept(code);
                        },
                        null));
        for (String path : paths) {
            requests.ask(path);
            progress.at("access lists", done.sum(), paths.size());
            throwRefusal();
        }
        requests.finish();
        throwRefusal();
    }

    private void note(String path, int code) {
        // what stood open does not let us change it only when it is closed already: by a request whose answer was lost,
        // or by an earlier run
        if (code == Code.OK.intValue() || code == Code.NOAUTH.intValue()) {
            done.increment();
        } else if (!Retryable.is(code)) {
            refusal.compareAndSet(
                    null,
                    new RefusedException("the ensemble refuses the access list of " + path + ": " + Retryable.name(code)
                            + "; some znodes stand open to everybody until it is set"));
        }
    }

    private void throwRefusal() throws RefusedException {
        RefusedException refused = refusal.get();
        if (refused != null) {
            throw refused;
        }
    }
}
