package dev.keepsake.config;

import dev.keepsake.config.Format.BadValueException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kinds of text that only S3 stores are told. */
final class S3Formats {

    private static final Pattern SSE = Pattern.compile("AES256|aws:kms(:[A-Za-z0-9:/_-]{1,200})?");
    private static final Pattern STORAGE_CLASS = Pattern.compile("[A-Z][A-Z0-9_]{1,30}");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9 +=._:/@-]{0,128}");
    private static final Pattern MODE = Pattern.compile("governance|compliance");
    private static final Pattern DAYS = Pattern.compile("[1-9][0-9]{0,4}");
    private static final int MOST_DAYS = 36_500;
    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,5})(ms|s|m)");

    private S3Formats() {}

    static String sse(String text) throws BadValueException {
        return matching(SSE, text, "is no way for a store to encrypt: use AES256, aws:kms or aws:kms:KEY-ID");
    }

    static String storageClass(String text) throws BadValueException {
        return matching(STORAGE_CLASS, text, "is not a storage class: something like STANDARD_IA is");
    }

    static String tag(String text) throws BadValueException {
        return matching(TAG, text, "is not a tag's value: use up to 128 of A-Z a-z 0-9 space + = . _ : / @ -");
    }

    static String lockMode(String text) throws BadValueException {
        return matching(MODE, text, "is no way to lock objects: governance or compliance is");
    }

    static int lockDays(String text) throws BadValueException {
        matching(DAYS, text, "is not a number of days from 1 to 36500");
        int days = Integer.parseInt(text);
        if (days > MOST_DAYS) {
            throw new BadValueException("is not a number of days from 1 to " + MOST_DAYS);
        }
        return days;
    }

    static Duration timeout(String text) throws BadValueException {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new BadValueException("is not a time: something like 500ms, 30s or 2m is");
        }
        long count = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            default -> Duration.ofMinutes(count);
        };
    }

    private static String matching(Pattern form, String text, String otherwise) throws BadValueException {
        if (!form.matcher(text).matches()) {
            throw new BadValueException(otherwise);
        }
        return text;
    }
}
