package dev.keepsake.zookeeper.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FrontierTest {

    @Test
    void whatWasListedLastIsReadFirst() {
        Frontier frontier = new Frontier();
        frontier.add("/", List.of("a", "b"));
        assertThat(frontier.next()).contains("/a");

        frontier.add("/a", List.of("x", "y"));
        frontier.add("/a/empty", List.of());

        assertThat(frontier.next()).contains("/a/x");
        assertThat(frontier.next()).contains("/a/y");
        assertThat(frontier.next()).contains("/b");
        assertThat(frontier.next()).isEmpty();
        assertThat(frontier.isEmpty()).isTrue();
    }
}
