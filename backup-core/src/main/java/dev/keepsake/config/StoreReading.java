package dev.keepsake.config;

import dev.keepsake.config.Layers.Found;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads where the archive is. */
final class StoreReading {

    private StoreReading() {}

    static Optional<StoreConfig> read(Section top) {
        Section store = top.section("store", Block.STORE);
        Optional<URI> url = store.required("url", Urls::store);
        LimitConfig limits = new LimitConfig(limit(store, "upload-limit"), limit(store, "download-limit"));
        S3Config s3 = s3(store.section("s3", Block.S3));
        return url.map(good -> new StoreConfig(good, limits, s3));
    }

    private static OptionalLong limit(Section store, String key) {
        return store.optional(key, Formats::rate).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private static S3Config s3(Section s3) {
        Optional<URI> endpoint = s3.optional("endpoint", Urls::endpoint);
        Optional<String> region = s3.optional("region", Formats::region);
        // few servers other than Amazon's answer under a host name for each bucket
        boolean standard = endpoint.isPresent();
        Optional<Boolean> pathStyle =
                s3.optional("path-style", Formats::trueOrFalse, new Found(String.valueOf(standard), Origin.DEFAULT));
        return new S3Config(endpoint, region, pathStyle.orElse(standard), line(s3), uploads(s3));
    }

    private static S3LineConfig line(Section s3) {
        Optional<Path> caFile = s3.optional("ca-file", Formats::absolutePath);
        Optional<URI> proxy = s3.optional("proxy", Urls::endpoint);
        Optional<Duration> connect = s3.optional("connect-timeout", S3Formats::timeout);
        Optional<Duration> request = s3.optional("request-timeout", S3Formats::timeout);
        return new S3LineConfig(
                caFile,
                proxy,
                connect.orElse(S3LineConfig.DEFAULT.connectTimeout()),
                request.orElse(S3LineConfig.DEFAULT.requestTimeout()));
    }

    private static S3UploadConfig uploads(Section s3) {
        return new S3UploadConfig(
                s3.optional("sse", S3Formats::sse),
                s3.optional("storage-class", S3Formats::storageClass),
                s3.texts("tags", S3Formats::tag),
                lock(s3));
    }

    private static Optional<ObjectLockConfig> lock(Section s3) {
        if (!s3.says("object-lock")) {
            return Optional.empty();
        }
        Section lock = s3.section("object-lock", Block.OBJECT_LOCK);
        Optional<String> mode = lock.required("mode", S3Formats::lockMode);
        Optional<Integer> days = lock.required("days", S3Formats::lockDays);
        return mode.flatMap(word -> days.map(number -> new ObjectLockConfig(word, number)));
    }
}
