package dev.keepsake.agent.notice;

import dev.keepsake.config.HeartbeatConfig;
import dev.keepsake.config.MessageTemplate;
import dev.keepsake.config.ReportingConfig;
import dev.keepsake.config.WebhookConfig;
import dev.keepsake.job.Backoff;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Tells whoever a configuration names, over HTTP. No call here waits for anybody but {@link #close}. */
public final class Notifier implements AutoCloseable {

    /** The name of the heartbeat among the targets. */
    public static final String HEARTBEAT = "heartbeat";

    /** How long messages that wait may still be sent when the agent ends. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** An alarm that lasts is told again after six hours anyway. */
    private static final Courier.Limits LIMITS = new Courier.Limits(100, Duration.ofHours(1));

    /** Only the newest beat counts. */
    private static final Courier.Limits BEATS = new Courier.Limits(1, Duration.ofMinutes(10));

    private static final String BEAT = "{\"cluster\": \"{cluster}\", \"node\": \"{node}\", \"at\": \"{at}\"}";

    private final String cluster;
    private final String node;
    private final RandomGenerator random;
    private final DeliveryLog log;
    private List<Told> told = List.of();
    private List<Courier> hearts = List.of();
    private ReportingConfig followed = ReportingConfig.NONE;

    private record Told(WebhookConfig webhook, Courier courier) {}

    /** Tells nobody yet; {@code log} hears what becomes of each message. */
    public Notifier(String cluster, String node, RandomGenerator random, DeliveryLog log) {
        this.cluster = cluster;
        this.node = node;
        this.random = random;
        this.log = log;
    }

    /** Tells those that this configuration names from now on; what waits for others is still sent for a moment. */
    public synchronized void follow(ReportingConfig config) {
        if (config.equals(followed)) {
            return;
        }
        followed = config;
        couriers().forEach(courier -> courier.retire(PATIENCE));
        List<Told> fresh = new ArrayList<>();
        for (WebhookConfig webhook : config.webhooks()) {
            fresh.add(new Told(webhook, courier(webhook.name(), HttpDelivery.posting(webhook.to()), LIMITS)));
        }
        told = List.copyOf(fresh);
        hearts = config.heartbeat()
                .map(heartbeat -> List.of(courier(HEARTBEAT, delivery(heartbeat), BEATS)))
                .orElse(List.of());
    }

    private static Delivery delivery(HeartbeatConfig heartbeat) {
        return heartbeat.method() == HeartbeatConfig.Method.POST
                ? HttpDelivery.posting(heartbeat.to())
                : HttpDelivery.calling(heartbeat.to());
    }

    private Courier courier(String target, Delivery delivery, Courier.Limits limits) {
        Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofMinutes(1), random);
        return new Courier(target, delivery, limits, backoff, log);
    }

    /** Tells everybody who wants to hear of such things. */
    public synchronized void tell(Notice notice) {
        Map<String, String> values = notice.values(cluster, node);
        for (Told one : told) {
            if (one.webhook().on().contains(notice.event())) {
                one.courier().send(notice.about(), one.webhook().template().body(values));
            }
        }
    }

    /** Says that there was a success. */
    public synchronized void beat(Instant at) {
        String body = MessageTemplate.ofJson(BEAT).body(Map.of("cluster", cluster, "node", node, "at", at.toString()));
        hearts.forEach(heart -> heart.send(HEARTBEAT, body));
    }

    /** How many messages wait, by target. */
    public synchronized SortedMap<String, Integer> waiting() {
        SortedMap<String, Integer> waiting = new TreeMap<>();
        couriers().forEach(courier -> waiting.put(courier.target(), courier.waiting()));
        return waiting;
    }

    private List<Courier> couriers() {
        List<Courier> all = new ArrayList<>(hearts);
        told.forEach(one -> all.add(one.courier()));
        return all;
    }

    /** Sends what waits for a few seconds, and gives up the rest. */
    @Override
    public void close() {
        List<Courier> all;
        synchronized (this) {
            all = couriers();
        }
        all.forEach(courier -> courier.retire(PATIENCE));
        // whoever ends the daemon may have interrupted this thread before
        boolean interrupted = Thread.interrupted();
        for (Courier courier : all) {
            try {
                courier.end();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
