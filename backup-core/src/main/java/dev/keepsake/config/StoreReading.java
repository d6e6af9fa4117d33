package dev.keepsake.config;

import dev.keepsake.config.Layers.Found;
import java.net.URI;
import java.util.Optional;

/** Reads where the archive is. */
final class StoreReading {

    private StoreReading() {}

    static Optional<StoreConfig> read(Section top) {
        Section store = top.section("store", Block.STORE);
        Optional<URI> url = store.required("url", Urls::store);
        S3Config s3 = s3(store.section("s3", Block.S3));
        return url.map(good -> new StoreConfig(good, s3));
    }

    private static S3Config s3(Section s3) {
        Optional<URI> endpoint = s3.optional("endpoint", Urls::endpoint);
        Optional<String> region = s3.optional("region", Formats::region);
        // few servers other than Amazon's answer under a host name for each bucket
        boolean standard = endpoint.isPresent();
        Optional<Boolean> pathStyle =
                s3.optional("path-style", Formats::trueOrFalse, new Found(String.valueOf(standard), Origin.DEFAULT));
        return new S3Config(endpoint, region, pathStyle.orElse(standard));
    }
}
