package dev.keepsake.store;

/** How fast a store may be written to, and read from. */
public record RateLimits(RateLimit uploads, RateLimit downloads) {

    /** As fast as it goes. */
    public static final RateLimits NONE = new RateLimits(RateLimit.NONE, RateLimit.NONE);

    /** Whether there is any. */
    public boolean isLimited() {
        return uploads.isLimited() || downloads.isLimited();
    }
}
