package dev.keepsake.zookeeper;

/** The numbers by which a log names its kinds of transactions, of ZooKeeper 3.4 to 3.9. */
final class TxnType {

    static final int CREATE = 1;
    static final int DELETE = 2;
    static final int SET_DATA = 5;
    static final int SET_ACL = 7;
    static final int CHECK = 13;
    static final int MULTI = 14;
    static final int CREATE2 = 15;
    static final int RECONFIG = 16;
    static final int CREATE_CONTAINER = 19;
    static final int DELETE_CONTAINER = 20;
    static final int CREATE_TTL = 21;
    static final int CREATE_SESSION = -10;
    static final int CLOSE_SESSION = -11;
    static final int ERROR = -1;

    private TxnType() {}

    /** What a person calls it. */
    static String word(int type) {
        return switch (type) {
            case CREATE, CREATE2 -> "create";
            case DELETE -> "delete";
            case SET_DATA -> "set data";
            case SET_ACL -> "set access list";
            case CHECK -> "check";
            case MULTI -> "multi";
            case RECONFIG -> "reconfig";
            case CREATE_CONTAINER -> "create container";
            case DELETE_CONTAINER -> "delete container";
            case CREATE_TTL -> "create with time to live";
            case CREATE_SESSION -> "session begins";
            case CLOSE_SESSION -> "session ends";
            case ERROR -> "refused request";
            default -> "type " + type;
        };
    }
}
