package dev.keepsake.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.events.StreamStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;

/**
 * Text to a tree. Built on the parser's events and not on its nodes, so that depth and number are bounded while reading
 * and an alias is never expanded: a hostile file costs no more than its own length.
 */
final class YamlParser {

    private static final int MAX_DEPTH = 16;
    private static final int MAX_PARTS = 10_000;

    private final String text;
    private final Iterator<Event> events;
    private Position reached = Position.START;
    private int parts;

    private YamlParser(String text) {
        this.text = text;
        this.events =
                new Parse(LoadSettings.builder().build()).parseString(text).iterator();
    }

    /** The one document in a text, which must be of keys and values. */
    static Yaml.Mapping parse(String text) throws YamlProblemException {
        return new YamlParser(text).document();
    }

    private Yaml.Mapping document() throws YamlProblemException {
        Event first = next();
        while (first instanceof StreamStartEvent) {
            first = next();
        }
        if (first instanceof StreamEndEvent) {
            throw new YamlProblemException(Position.START, "the file is empty: it needs keys, such as 'cluster: prod'");
        }

        Yaml root = value(next(), 0);
        Event end = next();
        Event after = end instanceof DocumentEndEvent ? next() : end;
        if (!(after instanceof StreamEndEvent)) {
            throw new YamlProblemException(reached, "a second document begins here: the file must hold exactly one");
        }
        if (root instanceof Yaml.Mapping mapping) {
            return mapping;
        }
        throw new YamlProblemException(
                root.position(), "expected keys and values, such as 'cluster: prod', but found " + root.kind());
    }

    private Event next() throws YamlProblemException {
        try {
            Event event = events.next();
            reached = position(event.getStartMark());
            return event;
        } catch (MarkedYamlEngineException wrong) {
            throw new YamlProblemException(position(wrong.getProblemMark()), reason(wrong), wrong);
        } catch (YamlVersionException wrong) {
            throw new YamlProblemException(reached, "not valid YAML: its version must be 1.2", wrong);
        } catch (RuntimeException wrong) {
            // the library lets some through, such as a NumberFormatException for an escape that the file's end cuts
            throw new YamlProblemException(
                    reached, "not valid YAML: what comes after this place makes no sense", wrong);
        }
    }

    private Yaml value(Event event, int depth) throws YamlProblemException {
        Position position = reached;
        if (event instanceof AliasEvent) {
            throw new YamlProblemException(position, "aliases are not read here: write the value out");
        }
        if (depth > MAX_DEPTH) {
            throw new YamlProblemException(position, "nested more than " + MAX_DEPTH + " deep");
        }
        if (++parts > MAX_PARTS) {
            throw new YamlProblemException(
                    position, "more than " + MAX_PARTS + " keys and values: this cannot be a configuration");
        }
        if (event instanceof ScalarEvent scalar) {
            refuseTag(position, scalar.getTag());
            return new Yaml.Scalar(position, scalar.getValue(), scalar.isPlain());
        }
        refuseTag(position, ((CollectionStartEvent) event).getTag());
        return event instanceof MappingStartEvent ? mapping(position, depth) : sequence(position, depth);
    }

    private Yaml mapping(Position position, int depth) throws YamlProblemException {
        List<Yaml.Entry> entries = new ArrayList<>();
        for (Event event = next(); !(event instanceof MappingEndEvent); event = next()) {
            if (value(event, depth + 1) instanceof Yaml.Scalar key) {
                entries.add(new Yaml.Entry(key, value(next(), depth + 1)));
            } else {
                throw new YamlProblemException(position(event.getStartMark()), "a key must be text");
            }
        }
        return new Yaml.Mapping(position, entries);
    }

    private Yaml sequence(Position position, int depth) throws YamlProblemException {
        List<Yaml> items = new ArrayList<>();
        for (Event event = next(); !(event instanceof SequenceEndEvent); event = next()) {
            items.add(value(event, depth + 1));
        }
        return new Yaml.Sequence(position, items);
    }

    private static void refuseTag(Position position, Optional<String> tag) throws YamlProblemException {
        if (tag.isPresent()) {
            throw new YamlProblemException(position, "tags ('!') are not read here: write the value alone");
        }
    }

    private String reason(MarkedYamlEngineException wrong) {
        int at = wrong.getProblemMark().map(Mark::getIndex).orElse(0);
        if (text.codePoints().skip(at).findFirst().orElse(' ') == '\t') {
            return "not valid YAML: a tab stands here, use spaces";
        }

        int line = position(wrong.getProblemMark()).line();
        String begun = wrong.getContextMark()
                .filter(context -> wrong.getContext() != null && context.getLine() + 1 < line)
                .map(context -> " (" + wrong.getContext() + " that begins in line " + (context.getLine() + 1) + ")")
                .orElse("");
        return "not valid YAML: " + Shown.onOneLine(wrong.getProblem()) + begun;
    }

    private static Position position(Optional<Mark> mark) {
        return mark.map(at -> new Position(at.getLine() + 1, at.getColumn() + 1))
                .orElse(Position.START);
    }
}
