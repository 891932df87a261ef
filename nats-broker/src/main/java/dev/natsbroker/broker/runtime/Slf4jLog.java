package dev.natsbroker.broker.runtime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands the broker's log to SLF4J, under the name {@code dev.natsbroker.broker}: for brokers inside other programs. */
public final class Slf4jLog implements ServerLog {
    private final Logger logger = LoggerFactory.getLogger("dev.natsbroker.broker");

    @Override
    public void write(Level level, String text) {
        switch (level) {
            case INFO -> logger.info(text);
            case WARN -> logger.warn(text);
            case ERROR, FATAL -> logger.error(text);
            case DEBUG -> logger.debug(text);
            case TRACE -> logger.trace(text);
        }
    }

    @Override
    public boolean isEnabled(Level level) {
        return switch (level) {
            case INFO -> logger.isInfoEnabled();
            case WARN -> logger.isWarnEnabled();
            case ERROR, FATAL -> logger.isErrorEnabled();
            case DEBUG -> logger.isDebugEnabled();
            case TRACE -> logger.isTraceEnabled();
        };
    }
}
