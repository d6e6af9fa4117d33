package dev.keepsake.zookeeper;

import dev.keepsake.artefact.CorruptException;

/** Decodes one record after another, whatever the kind of the transaction and the version of the server. */
final class TxnDecoder {

    private static final int HEADER_LENGTH = 32;
    private static final int DIGEST_LENGTH = 12;
    private static final int CVERSION_NOT_WRITTEN = -1;

    private final JuteReader in = new JuteReader();
    private final TxnContent content = new TxnContent();

    /** What the record does, until the next one is decoded. The whole record is checked before any of it is given out. */
    TxnContent decode(LogRecord record) throws CorruptException {
        byte[] payload = record.payload();
        if (payload.length < HEADER_LENGTH) {
            throw new CorruptException("transaction " + record.zxid() + ": expected a header of " + HEADER_LENGTH
                    + " bytes, found a record of " + payload.length);
        }

        in.begin(record.zxid(), payload, HEADER_LENGTH);
        content.begin(record);
        body();
        digest();
        return content;
    }

    private void body() throws CorruptException {
        switch (content.type) {
            case TxnType.CREATE_SESSION -> content.number = in.readInt();
            case TxnType.CLOSE_SESSION -> closeSession();
            case TxnType.MULTI -> multi();
            case TxnType.RECONFIG -> setData(content.add(TxnType.RECONFIG));
            case TxnType.SET_ACL -> setAcl(content.add(TxnType.SET_ACL));
            case TxnType.ERROR -> failed();
            default -> simple(content.add(content.type));
        }
    }

    /** The kinds that look the same alone and within a multi. */
    private void simple(TxnPart part) throws CorruptException {
        switch (part.type) {
            case TxnType.CREATE, TxnType.CREATE2 -> create(part);
            case TxnType.DELETE, TxnType.DELETE_CONTAINER -> in.readPathBelowRoot(part);
            case TxnType.SET_DATA -> setData(part);
            case TxnType.CHECK -> {
                in.readPath(part);
                part.number = in.readInt();
            }
            case TxnType.CREATE_CONTAINER -> createContainer(part);
            case TxnType.CREATE_TTL -> createTtl(part);
            default -> throw in.corrupt("a transaction of unknown type " + part.type);
        }
    }

    private void setData(TxnPart part) throws CorruptException {
        in.readPath(part);
        data(part);
        part.number = in.readInt();
    }

    private void setAcl(TxnPart part) throws CorruptException {
        in.readPath(part);
        acl(part);
        part.number = in.readInt();
    }

    private void create(TxnPart part) throws CorruptException {
        in.readPathBelowRoot(part);
        data(part);
        acl(part);
        part.ephemeral = in.readBoolean();
        part.ttlMillis = 0;
        part.number = in.remaining() < Integer.BYTES ? CVERSION_NOT_WRITTEN : in.readInt();
    }

    private void createContainer(TxnPart part) throws CorruptException {
        in.readPathBelowRoot(part);
        data(part);
        acl(part);
        part.ephemeral = false;
        part.ttlMillis = 0;
        part.number = in.readInt();
    }

    private void createTtl(TxnPart part) throws CorruptException {
        createContainer(part);
        part.ttlMillis = in.readLong();
        if (part.ttlMillis <= 0 || part.ttlMillis > Owner.MAX_TTL_MILLIS) {
            throw in.corrupt(
                    "expected a time to live of 1 to " + Owner.MAX_TTL_MILLIS + " ms, found " + part.ttlMillis);
        }
    }

    private void data(TxnPart part) throws CorruptException {
        int length = in.passBuffer();
        part.dataLength = length;
        part.dataFrom = in.position() - Math.max(length, 0);
    }

    private void acl(TxnPart part) throws CorruptException {
        int from = in.position();
        int count = in.readCount(12);
        for (int i = 0; i < count; i++) {
            in.readInt();
            in.passString();
            in.passString();
        }
        part.aclFrom = from;
        part.aclLength = count < 0 ? 0 : in.position() - from; // ZooKeeper, too, takes a missing list for the open one
    }

    private void multi() throws CorruptException {
        int count = in.readCount(8);
        if (count < 0) {
            throw in.corrupt("a multi without a list of parts");
        }

        for (int i = 0; i < count; i++) {
            TxnPart part = content.add(in.readInt());
            int outer = in.beginPart(in.readInt());
            part(part);
            in.endPart(outer);
        }
    }

    private void part(TxnPart part) throws CorruptException {
        if (part.type == TxnType.ERROR) {
            // a server may log a multi whose parts it has re-typed, so that a failed one still holds what was asked for
            part.number = in.readInt();
            part.setPath(ZnodeBytes.NOTHING, 0, 0);
            content.failed = true;
            return;
        }

        simple(part);
        if (in.remaining() != 0) {
            throw in.corrupt(in.remaining() + " bytes left over after a multi's part of type " + part.type);
        }
    }

    /** Whatever follows the error changes nothing, so that it's no reason to stop a restore. */
    private void failed() throws CorruptException {
        content.number = in.readInt();
        if (in.remaining() != DIGEST_LENGTH) {
            in.skipRest();
        }
    }

    /**
     * Servers before 3.6, and later ones by a setting, write no body here; then a digest may follow at once. Its twelve
     * bytes begin with its version, 2, which can't begin a list of that length, for two paths need more.
     */
    private void closeSession() throws CorruptException {
        boolean digestOnly = in.remaining() == DIGEST_LENGTH && in.peekInt() == TxnDigest.COMPARABLE;
        int count = in.remaining() == 0 || digestOnly ? -1 : in.readCount(4);
        content.listed = count >= 0;
        for (int i = 0; i < count; i++) {
            in.readPathBelowRoot(content.add(TxnType.DELETE));
        }
    }

    private void digest() throws CorruptException {
        if (in.remaining() == 0) {
            return;
        }
        if (in.remaining() != DIGEST_LENGTH) {
            throw in.corrupt(in.remaining() + " bytes left over after a body of type " + content.type
                    + ", expected a digest of " + DIGEST_LENGTH + " or none");
        }

        content.digest = new TxnDigest(in.readInt(), in.readLong());
    }
}
