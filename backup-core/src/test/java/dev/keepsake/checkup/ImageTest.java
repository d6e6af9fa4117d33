package dev.keepsake.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "confluentinc/cp-kafka:7.4",
                "openjdk11",
                "eclipse-temurin:17-jre",
                "shop/java-web:1",
                "ZooKeeper",
                "elasticsearch@sha256:01"
            })
    void aJvmIsKnownByAWordOfItsName(String name) {
        assertThat(new Image(name).isOfJvm()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "elasticsearch-exporter:1",
                "danielqsj/kafka-exporter",
                "edenhill/kafkacat",
                "javascript-app",
                "escalation",
                "registry.java-team/nginx:1",
                "java-team/nginx",
                "spark-operator",
                "nginx:java"
            })
    void whatIsOnlyNamedAfterOneIsNone(String name) {
        assertThat(new Image(name).isOfJvm()).isFalse();
    }
}
