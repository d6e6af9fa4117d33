package dev.keepsake.testkit;

/**
 * What Keepsake relies on in every store and every wrapper of one. A test class implements it with the two methods of
 * {@link StoreUnderTest} and passes it as it stands.
 */
public interface ObjectStoreContract
        extends WriteContract, PutIfAbsentContract, ReadContract, ListingContract, LifeContract {}
