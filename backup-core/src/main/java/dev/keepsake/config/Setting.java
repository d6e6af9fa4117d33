package dev.keepsake.config;

/**
 * One value in effect, for people to read: what it is called, what it is, and where it came from.
 *
 * @param key as in the file, such as {@code store.s3.region} or {@code sources[0].data-dir}
 * @param value with anything secret taken out
 * @param origin {@code agent.yaml:3}, {@code environment KEEPSAKE_STORE}, {@code flag --store} or {@code default}
 */
public record Setting(String key, String value, String origin) {}
