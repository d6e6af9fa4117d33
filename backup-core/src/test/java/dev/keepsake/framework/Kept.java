package dev.keepsake.framework;

import dev.keepsake.artefact.Document;
import dev.keepsake.artefact.DocumentSink;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Keeps the documents of a source in memory, and gives them on. */
final class Kept implements DocumentSink {

    private final Map<String, byte[]> documents = new LinkedHashMap<>();
    private final Map<String, SortedMap<String, String>> known = new LinkedHashMap<>();
    private SortedMap<String, String> facts = new TreeMap<>();

    /** As if a source had sent this document. */
    Kept with(String name, String content) {
        documents.put(name, content.getBytes(StandardCharsets.UTF_8));
        known.put(name, new TreeMap<>());
        return this;
    }

    @Override
    public void receive(Document document) throws IOException {
        try (InputStream in = document.content().open()) {
            byte[] bytes = in.readAllBytes();
            if (bytes.length != document.length() || documents.put(document.name(), bytes) != null) {
                throw new AssertionError(document + " has " + bytes.length + " bytes, or was sent twice");
            }
        }
        known.put(document.name(), document.facts());
    }

    @Override
    public void describe(SortedMap<String, String> described) {
        facts = described;
    }

    void sendTo(DocumentSink sink) throws IOException {
        for (Map.Entry<String, byte[]> document : documents.entrySet()) {
            byte[] bytes = document.getValue();
            sink.receive(new Document(
                    document.getKey(),
                    bytes.length,
                    known.getOrDefault(document.getKey(), new TreeMap<>()),
                    () -> new ByteArrayInputStream(bytes)));
        }
        sink.describe(facts);
    }

    String text(String name) {
        byte[] bytes = documents.get(name);
        if (bytes == null) {
            throw new AssertionError("no document '" + name + "' among " + documents.keySet());
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    Map<String, byte[]> documents() {
        return documents;
    }

    SortedMap<String, String> known(String name) {
        return known.getOrDefault(name, new TreeMap<>());
    }

    SortedMap<String, String> facts() {
        return facts;
    }
}
