package dev.keepsake.agent;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.event.KeyValuePair;

/** A line for people: time in UTC, level, message, then {@code key=value}, in quotes where a value needs them. */
final class LineLayout extends LayoutBase<ILoggingEvent> {

    private static final Pattern PLAIN = Pattern.compile("[^\\s\"=]+");

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(200);
        line.append(event.getInstant()).append(' ').append(event.getLevel()).append(' ');
        line.append(onOneLine(event.getFormattedMessage()));
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            for (KeyValuePair pair : pairs) {
                line.append(' ').append(pair.key).append('=').append(quoted(onOneLine(String.valueOf(pair.value))));
            }
        }
        line.append('\n');
        if (event.getThrowableProxy() != null) {
            line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.toString();
    }

    private static String onOneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }

    private static String quoted(String value) {
        return PLAIN.matcher(value).matches() ? value : '"' + value.replace("\"", "'") + '"';
    }
}
