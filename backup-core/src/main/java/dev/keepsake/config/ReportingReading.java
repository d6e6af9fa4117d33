package dev.keepsake.config;

import dev.keepsake.config.Format.BadValueException;
import dev.keepsake.config.Layers.Found;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads how an agent is heard of besides by its log. */
final class ReportingReading {

    static final String METRICS = "metrics";
    static final String NOTIFY = "notify";

    private static final Found TIMEOUT = new Found("10s", Origin.DEFAULT);
    private static final Found FORMAT = new Found("json", Origin.DEFAULT);
    private static final Found METHOD = new Found("get", Origin.DEFAULT);
    private static final Set<WebhookConfig.Event> ALARMS =
            EnumSet.of(WebhookConfig.Event.ALARM, WebhookConfig.Event.OVER);

    private ReportingReading() {}

    static ReportingConfig read(Section top) {
        Optional<Path> textfile = top.says(METRICS) ? textfile(top.section(METRICS, Block.METRICS)) : Optional.empty();
        if (!top.says(NOTIFY)) {
            return new ReportingConfig(textfile, List.of(), Optional.empty());
        }
        Section notify = top.section(NOTIFY, Block.NOTIFY);
        return new ReportingConfig(textfile, webhooks(notify), heartbeat(notify));
    }

    /** Only looks whether the keys are known. */
    static void skim(Section top) {
        top.section(METRICS, Block.METRICS);
        Section notify = top.section(NOTIFY, Block.NOTIFY);
        notify.sections("webhooks", Block.WEBHOOK);
        notify.section("heartbeat", Block.HEARTBEAT);
    }

    private static Optional<Path> textfile(Section metrics) {
        Optional<Path> file = metrics.required("textfile", Formats::absolutePath);
        file.filter(path -> !path.toString().endsWith(".prom"))
                .ifPresent(path -> metrics.report(
                        "textfile",
                        metrics.label("textfile") + ": '" + path + "' does not end in .prom, and node_exporter's"
                                + " textfile collector passes over all other files"));
        return file;
    }

    private static List<WebhookConfig> webhooks(Section notify) {
        List<WebhookConfig> webhooks = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Section section : notify.sections("webhooks", Block.WEBHOOK)) {
            Optional<String> name = section.required("name", Formats::name);
            boolean fresh = name.filter(taken::add).isPresent();
            if (name.isPresent() && !fresh) {
                section.report("name", section.label("name") + ": '" + name.get() + "' is the name of another webhook");
            }
            webhook(section, name.filter(called -> fresh)).ifPresent(webhooks::add);
        }
        return webhooks;
    }

    private static Optional<WebhookConfig> webhook(Section section, Optional<String> name) {
        Optional<WebhookConfig.Format> format = section.optional("format", ReportingReading::format, FORMAT);
        if (format.filter(form -> form == WebhookConfig.Format.SLACK).isPresent() && section.says("url")) {
            section.report(
                    "url",
                    section.label("url") + ": whoever knows the address of such a webhook may write to it, so it is a"
                            + " secret: use 'url-file' or 'url-variable'");
        }
        Optional<Destination> to = destination(section, SecretReading.read(section, "token"));
        Set<WebhookConfig.Event> on = events(section);
        Optional<MessageTemplate> template = format.flatMap(form -> section.optional(
                "template",
                text -> MessageTemplate.parse(text, form),
                new Found(
                        form == WebhookConfig.Format.SLACK ? MessageTemplate.SLACK : MessageTemplate.JSON,
                        Origin.DEFAULT)));
        return name.flatMap(called -> to.flatMap(where ->
                format.flatMap(form -> template.map(message -> new WebhookConfig(called, where, form, message, on)))));
    }

    private static Set<WebhookConfig.Event> events(Section section) {
        List<WebhookConfig.Event> events = section.list("on", ReportingReading::event);
        if (section.isEmptyList("on")) {
            section.report(
                    "on", section.label("on") + ": nothing is told then: name alarm, over or backup, or leave it out");
        }
        if (events.isEmpty()) {
            section.standard("on", "[alarm, over]", "default");
            return ALARMS;
        }
        return EnumSet.copyOf(events);
    }

    private static Optional<HeartbeatConfig> heartbeat(Section notify) {
        if (!notify.says("heartbeat")) {
            return Optional.empty();
        }
        Section section = notify.section("heartbeat", Block.HEARTBEAT);
        Optional<HeartbeatConfig.Method> method = section.optional("method", ReportingReading::method, METHOD);
        Optional<Destination> to = destination(section, Optional.empty());
        return to.flatMap(where -> method.map(how -> new HeartbeatConfig(where, how)));
    }

    private static Optional<Destination> destination(Section section, Optional<Secret> token) {
        Optional<Secret> open = section.optional("url", Urls::receiver)
                .map(url -> Secret.inConfiguration(section.label("url"), url.toString()));
        Optional<Secret> hidden = SecretReading.read(section, "url");
        long said = List.of("url", "url-file", "url-variable").stream()
                .filter(section::says)
                .count();
        if (said != 1) {
            section.report(
                    "url",
                    section.label("url")
                            + ": say where to in one way: 'url-file' or 'url-variable' where the address is"
                            + " a secret, else 'url'; found " + (said == 0 ? "none" : "more than one"));
        }
        Optional<Path> caFile = section.optional("ca-file", Formats::absolutePath);
        Optional<Duration> timeout = section.optional("timeout", Formats::duration, TIMEOUT);
        return (open.isPresent() ? open : hidden)
                .flatMap(url -> timeout.map(limit -> new Destination(url, token, caFile, limit)));
    }

    private static WebhookConfig.Format format(String text) throws BadValueException {
        for (WebhookConfig.Format format : WebhookConfig.Format.values()) {
            if (format.word().equals(text)) {
                return format;
            }
        }
        throw new BadValueException("is not a format of messages: use json or slack");
    }

    private static WebhookConfig.Event event(String text) throws BadValueException {
        for (WebhookConfig.Event event : WebhookConfig.Event.values()) {
            if (event.word().equals(text)) {
                return event;
            }
        }
        throw new BadValueException("is nothing that can be told: use alarm, over or backup");
    }

    private static HeartbeatConfig.Method method(String text) throws BadValueException {
        for (HeartbeatConfig.Method method : HeartbeatConfig.Method.values()) {
            if (method.word().equals(text)) {
                return method;
            }
        }
        throw new BadValueException("is not a way to call: use get or post");
    }
}
