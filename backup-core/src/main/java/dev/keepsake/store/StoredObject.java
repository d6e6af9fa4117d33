package dev.keepsake.store;

/** What a listing says of one object: its key and its size in bytes. Times are left out, since nothing may rely on them. */
public record StoredObject(ObjectKey key, long size) {}
