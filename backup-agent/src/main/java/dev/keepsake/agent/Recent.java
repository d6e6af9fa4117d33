package dev.keepsake.agent;

import dev.keepsake.agent.page.AgentNow;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Remembers the last things that were told, for whoever looks, and passes them on. May be told by any thread. */
final class Recent implements Teller {

    static final int EVENTS = 50;

    private static final int LONGEST = 300;

    private final InstantSource clock;
    private final Teller next;
    private final Deque<AgentNow.Event> events = new ArrayDeque<>();

    Recent(InstantSource clock, Teller next) {
        this.clock = clock;
        this.next = next;
    }

    @Override
    public void tell(String phase, String message, Map<String, Object> facts) {
        String words = facts.entrySet().stream()
                .map(fact -> " " + fact.getKey() + "=" + fact.getValue())
                .collect(Collectors.joining("", message, ""));
        note(new AgentNow.Event(
                clock.instant(), phase, words.length() <= LONGEST ? words : words.substring(0, LONGEST - 1) + "…"));
        next.tell(phase, message, facts);
    }

    private synchronized void note(AgentNow.Event event) {
        events.addFirst(event);
        while (events.size() > EVENTS) {
            events.removeLast();
        }
    }

    /** The newest first. */
    synchronized List<AgentNow.Event> newest() {
        return List.copyOf(events);
    }
}
