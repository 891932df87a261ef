package dev.natsbroker.app;

import dev.natsbroker.broker.runtime.ServerLog;

final class InterimLog implements ServerLog {
    private static final java.time.format.DateTimeFormatter F =
            java.time.format.DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss.SSSSSS");

    @Override
    public void write(Level level, String text) {
        System.err.println("[" + ProcessHandle.current().pid() + "] "
                + java.time.LocalDateTime.now().format(F) + " [" + level.label() + "] " + text);
    }

    @Override
    public boolean isEnabled(Level level) {
        return level != Level.DEBUG && level != Level.TRACE;
    }

    void reopen() {
        info("File log re-open ignored, not a file logger");
    }
}
