package dev.keepsake.job;

import dev.keepsake.artefact.CheckReport;
import dev.keepsake.artefact.Document;
import dev.keepsake.artefact.DocumentSink;
import dev.keepsake.artefact.DocumentSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A source of documents that a test makes. */
final class MadeDocuments implements DocumentSource {

    final Map<String, byte[]> documents = new LinkedHashMap<>();

    /** With what it fails behind its documents, where it does. */
    @Nullable
    IOException failure;

    /** What nobody foresaw, where that happens. */
    @Nullable
    RuntimeException defect;

    /** What it tells of itself. */
    final SortedMap<String, String> facts = new TreeMap<>(Map.of("version", "1.11"));

    private final String name;

    MadeDocuments(String name) {
        this.name = name;
    }

    MadeDocuments with(String document, String text) {
        documents.put(document, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String type() {
        return "made";
    }

    @Override
    public void sendTo(DocumentSink sink) throws IOException {
        for (Map.Entry<String, byte[]> one : documents.entrySet()) {
            byte[] bytes = one.getValue();
            SortedMap<String, String> facts = new TreeMap<>(Map.of("status", "200"));
            sink.receive(new Document(one.getKey(), bytes.length, facts, () -> new ByteArrayInputStream(bytes)));
        }
        if (failure != null) {
            throw failure;
        }
        if (defect != null) {
            throw defect;
        }
        sink.describe(facts);
    }

    @Override
    public CheckReport check() {
        return new CheckReport(List.of());
    }
}
