package dev.keepsake.store.s3;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/** What a bucket that keeps versions answers, by a clock that a test sets; its pages are small. */
final class VersionedBucket implements S3Client {

    private static final int PAGE = 3;

    private final List<State> states = new ArrayList<>();
    private final boolean versioned;
    final Set<String> actions = new TreeSet<>();
    int requests;
    Instant now = Instant.parse("2026-11-22T03:00:00Z");

    private record State(String name, String id, Instant since, boolean deleted, String content) {

        byte[] bytes() {
            return content.getBytes(StandardCharsets.UTF_8);
        }
    }

    VersionedBucket(boolean versioned) {
        this.versioned = versioned;
    }

    void put(String name, String content) {
        add(name, false, content);
    }

    void delete(String name) {
        add(name, true, "");
    }

    /** In the order of keys, of one key the newest first. */
    private void add(String name, boolean deleted, String content) {
        int place = 0;
        while (place < states.size() && states.get(place).name().compareTo(name) < 0) {
            place++;
        }
        states.add(place, new State(name, "v" + states.size(), now, deleted, content));
    }

    @Override
    public ListObjectVersionsResponse listObjectVersions(ListObjectVersionsRequest request) {
        requests++;
        actions.add("s3:ListBucketVersions");
        List<State> wanted = new ArrayList<>(states);
        String marker = String.valueOf(request.keyMarker() == null ? "" : request.keyMarker());
        int begin = 0;
        if (request.versionIdMarker() != null) {
            while (!wanted.get(begin).id().equals(request.versionIdMarker())) {
                begin++;
            }
            begin++;
        } else {
            while (begin < wanted.size() && wanted.get(begin).name().compareTo(marker) <= 0) {
                begin++;
            }
        }
        wanted = wanted.subList(begin, wanted.size()).stream()
                .filter(state -> state.name().startsWith(request.prefix()))
                .toList();
        List<State> page = wanted.subList(0, Math.min(PAGE, wanted.size()));
        boolean more = wanted.size() > PAGE;
        State last = page.isEmpty() ? null : page.get(page.size() - 1);
        return ListObjectVersionsResponse.builder()
                .versions(page.stream()
                        .filter(state -> !state.deleted())
                        .map(this::version)
                        .toList())
                .deleteMarkers(page.stream()
                        .filter(State::deleted)
                        .map(state -> DeleteMarkerEntry.builder()
                                .key(state.name())
                                .versionId(state.id())
                                .lastModified(state.since())
                                .isLatest(isLatest(state))
                                .build())
                        .toList())
                .isTruncated(more)
                .nextKeyMarker(more && last != null ? last.name() : null)
                .nextVersionIdMarker(more && last != null ? last.id() : null)
                .build();
    }

    private ObjectVersion version(State state) {
        return ObjectVersion.builder()
                .key(state.name())
                .versionId(state.id())
                .lastModified(state.since())
                .isLatest(isLatest(state))
                .size((long) state.bytes().length)
                .build();
    }

    private boolean isLatest(State state) {
        return states.stream()
                .filter(one -> one.name().equals(state.name()))
                .findFirst()
                .filter(one -> one.id().equals(state.id()))
                .isPresent();
    }

    @Override
    public GetBucketVersioningResponse getBucketVersioning(GetBucketVersioningRequest request) {
        actions.add("s3:GetBucketVersioning");
        return GetBucketVersioningResponse.builder()
                .status(versioned ? "Enabled" : null)
                .build();
    }

    @Override
    public <T> T getObject(GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
        requests++;
        actions.add(request.versionId() == null ? "s3:GetObject" : "s3:GetObjectVersion");
        State state = states.stream()
                .filter(one -> one.name().equals(request.key()) && one.id().equals(request.versionId()))
                .findFirst()
                .orElseThrow(() -> NoSuchKeyException.builder().statusCode(404).build());
        GetObjectResponse answer = GetObjectResponse.builder()
                .eTag("\"" + state.id() + "\"")
                .contentLength((long) state.bytes().length)
                .build();
        try {
            return transformer.transform(answer, AbortableInputStream.create(new ByteArrayInputStream(state.bytes())));
        } catch (Exception impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** How many versions and deletions there are. */
    int size() {
        return Collections.unmodifiableList(states).size();
    }

    @Override
    public String serviceName() {
        return "s3";
    }

    @Override
    public void close() {
        // holds nothing
    }
}
