package dev.keepsake.agent.notice;

/** Is told what becomes of messages, by the threads that send them. */
public interface DeliveryLog {

    /** What became of a message. */
    enum Fate {
        /** It was taken. */
        SENT,
        /** It was refused, or not taken for so long that it was given up. */
        FAILED,
        /** It had to make room for a newer one. */
        DROPPED
    }

    /** One more message; {@code why} is empty when it was sent. */
    void told(String target, Fate fate, String why);
}
