package dev.natsbroker.app.logging;

import dev.natsbroker.broker.runtime.ServerLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A library's logger: warnings and errors only, since an operator of the broker did not ask for more. */
final class LibraryLogger extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1L;

    LibraryLogger(String name) {
        this.name = name;
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }

    @Override
    public boolean isDebugEnabled() {
        return false;
    }

    @Override
    public boolean isInfoEnabled() {
        return false;
    }

    @Override
    public boolean isWarnEnabled() {
        return LibraryLog.current() != null;
    }

    @Override
    public boolean isErrorEnabled() {
        return LibraryLog.current() != null;
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            @Nullable String pattern,
            @Nullable Object @Nullable [] arguments,
            @Nullable Throwable throwable) {
        ServerLog log = LibraryLog.current();
        if (log == null) {
            return;
        }
        StringBuilder line = new StringBuilder(shortName()).append(": ");
        line.append(MessageFormatter.basicArrayFormat(pattern, arguments));
        for (Throwable cause = throwable; cause != null; cause = cause.getCause()) {
            line.append(": ").append(cause);
        }
        log.write(level == Level.ERROR ? ServerLog.Level.ERROR : ServerLog.Level.WARN, line.toString());
    }

    private String shortName() {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
