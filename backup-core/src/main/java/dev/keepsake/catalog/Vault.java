package dev.keepsake.catalog;

import dev.keepsake.archive.ArchiveKey;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An archive's store with one process's keys: what is sealed or put through it is signed and encrypted as that process must,
 * what is opened or read through it is verified as it must. May be shared between threads.
 */
final class Vault implements ObjectStore {

    /** Facts that would let somebody try out what the content may be; nobody reads them without the content. */
    private static final Set<String> LEFT_OUT = Set.of("tree-digest", "content-sha256", "header.etag");

    /** The same, but whoever wrote them looks for them again. */
    private static final Set<String> MASKED = Set.of("first-record", "last-record", "content");

    /** Facts of use only to those who cannot read the content. */
    private static final Set<String> FOR_LOCKED = Set.of(TapeSamples.FACT);

    private final ObjectStore store;
    private final Keys keys;
    private final Map<Integer, List<ArchiveKey>> opened = new ConcurrentHashMap<>();
    private volatile String archive = "";
    private volatile Optional<Sealing> sealing = Optional.empty();

    Vault(ObjectStore store, Keys keys) {
        this.store = store;
        this.keys = keys;
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

    /** The archive's ULID; a keyring knows it, too, where the record at the root is lost. */
    String archive() throws IOException {
        if (archive.isEmpty()) {
            try {
                archive = Json.read(store, Layout.ARCHIVE, ArchiveRecord.class).archive();
            } catch (CorruptException | StoreException.NotFound lost) {
                archive = Keyrings.archive(store, keys.trust())
                        .orElseThrow(() -> new CorruptException(
                                "which archive this is cannot be told, to which everything signed is bound: "
                                        + lost.getMessage(),
                                lost));
            }
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
        if (sealing.isEmpty()) {
            sealing = Optional.of(newSealing());
        }
        return sealing.get();
    }

    private Sealing newSealing() throws IOException {
        if (keys.signer().isEmpty()) {
            return Sealing.CLEAR;
        }
        Signer signer = keys.signer().get();
        Sealing signed = Sealing.signed(archive(), signer);
        return encrypts()
                ? signed.encryptedTo(new Keyrings(store, archive()).toSeal(keys.recipients(), signer, keys.trust()))
                : signed;
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
        return SealReader.open(in, key, opening());
    }

    private Opening opening() {
        return new Opening() {
            @Override
            public Trust trust() {
                return keys.trust();
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
                return openedKey(object, protection);
            }
        };
    }

    private byte[] openedKey(ObjectKey object, Protection protection) throws IOException {
        int number = protection.keyring();
        Keyrings keyrings = new Keyrings(store, archive());
        List<ArchiveKey> known = opened.get(number);
        if (known == null) {
            known = keyrings.toOpen(number, keys.unlockers());
            if (!known.isEmpty()) {
                opened.put(number, known);
            }
        }
        if (known.isEmpty()) {
            throw locked(object, number, keyrings.holders(number));
        }
        for (ArchiveKey key : known) {
            Optional<byte[]> dataKey = key.unwrap(protection, object);
            if (dataKey.isPresent()) {
                return dataKey.get();
            }
        }
        throw new CorruptException(object + " does not open with archive key " + number
                + ": its key was wrapped for another object, or by somebody who did not know the archive's");
    }

    private IOException locked(ObjectKey object, int number, String holders) {
        if (holders.isEmpty()) {
            return new CorruptException(object + " is encrypted with archive key " + number
                    + ", which stands in no keyring that can be read: all below " + Layout.KEYRINGS
                    + " that held it are gone or damaged");
        }
        String given = keys.unlockers().isEmpty()
                ? "and no private key was given"
                : "and none of the private keys given is one of these";
        return new RefusedException(object + " is encrypted with archive key " + number
                + ", which the private key of any of these opens: " + holders + "; " + given
                + ". Give one with --key FILE");
    }

    /** The bytes to store for a record at a key. */
    byte[] json(ObjectKey key, Object record) throws IOException {
        return keys.signer().isPresent()
                ? Json.write(record, key, archive(), keys.signer().get())
                : Json.write(record);
    }

    /** Refuses to put records that nobody would take who goes by signatures. */
    void requireMayVouch(String what) throws IOException {
        if (keys.signer().isEmpty() && (keys.trust().isGiven() || Keyrings.exist(store))) {
            throw new RefusedException(what + " must be signed in this archive, or nobody takes it: name the file of a"
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

    /** Fails unless the record that these bytes are was put by somebody who is trusted, where that counts. */
    void requireVouched(ObjectKey key, byte[] bytes) throws IOException {
        if (keys.trust().isGiven() || HashedJson.signer(bytes).isPresent()) {
            HashedJson.requireVouched(key, bytes, archive(), keys.trust());
        }
    }

    /** What of facts stands in the clear. */
    SortedMap<String, String> kept(Map<String, String> facts) throws IOException {
        if (!encrypts()) {
            SortedMap<String, String> all = new TreeMap<>(facts);
            all.keySet().removeAll(FOR_LOCKED);
            return all;
        }
        SortedMap<String, String> kept = new TreeMap<>();
        for (Map.Entry<String, String> fact : facts.entrySet()) {
            if (MASKED.contains(fact.getKey())) {
                kept.put(fact.getKey(), mask(fact.getValue()));
            } else if (!LEFT_OUT.contains(fact.getKey())) {
                kept.put(fact.getKey(), fact.getValue());
            }
        }
        return kept;
    }

    String mask(String text) throws IOException {
        return keys.signer().orElseThrow().mask(archive(), text);
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
