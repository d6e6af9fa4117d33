package dev.keepsake.catalog;

import dev.keepsake.archive.ArchiveKey;
import dev.keepsake.archive.ArchiveMemory;
import dev.keepsake.archive.ArchiveMemory.Remembered;
import dev.keepsake.archive.HashedJson;
import dev.keepsake.archive.Keys;
import dev.keepsake.archive.Opening;
import dev.keepsake.archive.Protection;
import dev.keepsake.archive.SealHeader;
import dev.keepsake.archive.SealReader;
import dev.keepsake.archive.SealWriter;
import dev.keepsake.archive.Sealing;
import dev.keepsake.archive.Signer;
import dev.keepsake.archive.Trust;
import dev.keepsake.artefact.CorruptException;
import dev.keepsake.artefact.Guard;
import dev.keepsake.artefact.RefusedException;
import dev.keepsake.store.Listing;
import dev.keepsake.store.Locks;
import dev.keepsake.store.ObjectKey;
import dev.keepsake.store.ObjectStore;
import dev.keepsake.store.ObjectWrite;
import dev.keepsake.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * An archive's store with one process's keys: what is sealed or put through it is signed and encrypted as that process must,
 * what is opened or read through it is verified as it must. May be shared between threads.
 */
final class Vault implements ObjectStore {

    /** Keyrings are looked at again after so long. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(10);

    private final ObjectStore store;
    private final Keys keys;
    private final OpenedKeys opened;
    private volatile String archive = "";
    private volatile Optional<Sealing> sealing = Optional.empty();
    private volatile Optional<Trust> trust = Optional.empty();
    private volatile int sealedWith;
    private volatile Instant sealingSince = Instant.EPOCH;

    Vault(ObjectStore store, Keys keys) {
        this.store = store;
        this.keys = keys;
        this.opened = new OpenedKeys(store, keys.unlockers());
    }

    /** Without keys. */
    static Vault clear(ObjectStore store) {
        return new Vault(store, Keys.NONE);
    }

    /** The same keys by another connection to the same store. */
    Vault over(ObjectStore connection) {
        return new Vault(connection, keys);
    }

    Keys keys() {
        return keys;
    }

    /** Whose signatures count; in an archive that is encrypted nothing unsigned does, also for whoever was told of nobody. */
    Trust trust() throws IOException {
        if (trust.isEmpty()) {
            boolean signed = !keys.trust().isGiven() && Keyrings.exist(store);
            trust = Optional.of(signed ? keys.trust().expectingSignatures() : keys.trust());
        }
        return trust.get();
    }

    /** The archive's ULID. */
    String archive() throws IOException {
        if (archive.isEmpty()) {
            archive = new Identity(store, keys, trust()).archive();
        }
        return archive;
    }

    /** Whether what is sealed is encrypted, so that this process cannot read back what it wrote, but with a private key. */
    boolean encrypts() {
        return !keys.recipients().isEmpty();
    }

    /** Whether there is a private key to open anything with. */
    boolean canOpen() {
        return !keys.unlockers().isEmpty();
    }

    /** How this process seals; finds or makes the archive key when it is asked for the first time. */
    Sealing sealing() throws IOException {
        Optional<Sealing> known = sealing;
        if (known.isEmpty()) {
            known = Optional.of(newSealing());
            sealing = known;
            sealingSince = store.now();
        }
        return known.get();
    }

    private Sealing newSealing() throws IOException {
        if (keys.signer().isEmpty()) {
            return Sealing.CLEAR;
        }
        Sealing signed = Sealing.signed(archive(), keys.signer().get());
        if (!encrypts()) {
            remember(0, "");
            return signed;
        }
        ArchiveKey key = new SealingKey(store, archive(), keys, sealedWith).find();
        remember(key.number(), key.fingerprint());
        return signed.encryptedTo(key);
    }

    /** So that nobody who may only write to the store can have this process seal for another archive or another key. */
    private void remember(int number, String fingerprint) throws IOException {
        Remembered now = new Remembered(store.location(), archive(), number, fingerprint);
        ArchiveMemory memory = keys.memory();
        if (!memory.recall(store.location()).equals(Optional.of(now))) {
            memory.remember(now);
        }
    }

    /** That this process has sealed with an archive key of this number: it never goes back to an older one. */
    void sealedWith(int number) {
        if (number > sealedWith) {
            sealedWith = number;
            sealing = sealing.filter(now -> now.keyring() >= number);
        }
    }

    /** The same of whoever goes on for months: a rotation of the archive key must be noticed some time. */
    void stillSealingWith(int number) throws IOException {
        sealedWith(number);
        if (store.now().isAfter(sealingSince.plus(BETWEEN_LOOKS))) {
            sealing = Optional.empty();
        }
    }

    /** Begins a sealed object, as this process seals. */
    SealWriter seal(OutputStream out, SealHeader header) throws IOException {
        return new SealWriter(out, header, sealing());
    }

    /** Begins an object whose content needs no encryption, since it is sealed objects or stands in the clear elsewhere. */
    SealWriter sealInTheClear(OutputStream out, SealHeader header) throws IOException {
        return new SealWriter(out, header, sealing().notEncrypted());
    }

    /** Opens a sealed object of the store. */
    SealReader unseal(ObjectKey key) throws IOException {
        InputStream in = store.open(key, 0);
        try {
            return unseal(in, key);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** Opens a sealed object wherever its bytes are. */
    SealReader unseal(InputStream in, ObjectKey key) throws IOException {
        return SealReader.open(in, key, opening(trust()));
    }

    private Opening opening(Trust trusted) {
        return new Opening() {
            @Override
            public Trust trust() {
                return trusted;
            }

            @Override
            public void requireArchive(ObjectKey object, String of) throws IOException {
                if (!of.equals(archive())) {
                    throw new CorruptException(object + " is of archive " + of + ", but this is archive " + archive()
                            + ": it was moved here from elsewhere");
                }
            }

            @Override
            public byte[] dataKey(ObjectKey object, Protection protection) throws IOException {
                return opened.dataKey(object, protection, archive(), trust());
            }
        };
    }

    /** The bytes to store for a record at a key. */
    byte[] json(ObjectKey key, Object record) throws IOException {
        return keys.signer().isPresent()
                ? Json.write(record, key, archive(), keys.signer().get())
                : Json.write(record);
    }

    /** Refuses to put records that nobody would take who goes by signatures. */
    void requireMayVouch(String what) throws IOException {
        if (keys.signer().isEmpty() && trust().isGiven()) {
            throw new RefusedException(
                    Guard.NO_SIGNING_KEY,
                    what + " must be signed in this archive, or nobody takes it: name the file of a"
                            + " signing key as 'signing-key' in the configuration, whose public key is"
                            + " among the 'trusted-signers' of all agents");
        }
    }

    /** A record that restores go by: whoever is not trusted did not write it. */
    <T> T vouched(ObjectKey key, Class<T> type) throws IOException {
        return vouched(key, Json.bytes(store, key), type);
    }

    /** The same from bytes that were stored there. */
    <T> T vouched(ObjectKey key, byte[] bytes, Class<T> type) throws IOException {
        requireVouched(key, bytes);
        return Json.read(key, bytes, type);
    }

    /** The same where somebody whose signatures count has verified that of the bytes, who it is by alone being left to ask. */
    <T> T verified(ObjectKey key, byte[] bytes, Class<T> type) throws IOException {
        HashedJson.requireSigner(key, bytes, trust());
        return Json.read(key, bytes, type);
    }

    /** Fails unless the record that these bytes are was put by somebody who is trusted, where that counts. */
    void requireVouched(ObjectKey key, byte[] bytes) throws IOException {
        if (trust().isGiven() || HashedJson.signer(bytes).isPresent()) {
            HashedJson.requireVouched(key, bytes, archive(), trust());
        }
    }

    /** What of facts stands in the clear. */
    SortedMap<String, String> kept(Map<String, String> facts) throws IOException {
        if (!encrypts()) {
            return ClearFacts.unencrypted(facts);
        }
        Signer own = keys.signer().orElseThrow();
        String bound = archive();
        return ClearFacts.encrypted(facts, text -> own.mask(bound, text));
    }

    /** Whether this process sealed an object itself, the way that it seals now. */
    boolean isOwn(SealHeader header) {
        Protection protection = header.protection();
        return protection.signer().equals(keys.signer().map(Signer::fingerprint).orElse(""))
                && (protection.encrypted() || SealedLinks.areIn(header)) == encrypts();
    }

    @Override
    public ObjectWrite write(ObjectKey key) throws StoreException {
        return store.write(key);
    }

    @Override
    public void putIfAbsent(ObjectKey key, byte[] bytes) throws StoreException {
        store.putIfAbsent(key, bytes);
    }

    @Override
    public InputStream open(ObjectKey key, long offset) throws StoreException {
        return store.open(key, offset);
    }

    @Override
    public Listing list(String prefix, String startAfter) throws StoreException {
        return store.list(prefix, startAfter);
    }

    @Override
    public void delete(ObjectKey key) throws StoreException {
        store.delete(key);
    }

    @Override
    public Optional<Locks> locks() {
        return store.locks();
    }

    @Override
    public Instant now() throws StoreException {
        return store.now();
    }

    @Override
    public String location() {
        return store.location();
    }

    @Override
    public void close() throws StoreException {
        store.close();
    }
}
