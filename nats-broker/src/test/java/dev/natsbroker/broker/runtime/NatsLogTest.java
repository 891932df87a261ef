package dev.natsbroker.broker.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NatsLogTest {
    private static final String PID = "[" + ProcessHandle.current().pid() + "] ";

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-02T03:04:05.000006Z"));
    private final ByteArrayOutputStream standardError = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void shouldWriteLinesAsNatsServerDoes() throws IOException {
        try (NatsLog log = new NatsLog(settings(true, null, 0, 0), clock, standardError)) {
            log.info("Server is ready");
            log.fatal("no");
        }

        assertThat(text())
                .isEqualTo(PID + "2026/01/02 03:04:05.000006 [INF] Server is ready\n" + PID
                        + "2026/01/02 03:04:05.000006 [FTL] no\n");
    }

    @Test
    void shouldLeaveTheTimeOut() throws IOException {
        try (NatsLog log = new NatsLog(settings(false, null, 0, 0), clock, standardError)) {
            log.warn("odd");
        }

        assertThat(text()).isEqualTo(PID + "[WRN] odd\n");
    }

    @Test
    void shouldWriteDebugAndTraceOnlyWhenTheyAreOn() throws IOException {
        try (NatsLog log = new NatsLog(settings(false, null, 0, 0), clock, standardError)) {
            log.debug("hidden");
            log.trace("hidden");
            log.reconfigure(new NatsLog.Settings(true, true, false, true, null, 0, 0));
            log.debug("a");
            log.trace("b");
        }

        assertThat(text()).isEqualTo(PID + "[DBG] a\n" + PID + "[TRC] b\n");
    }

    @Test
    void shouldAppendToTheFile() throws IOException {
        Path file = folder.resolve("server.log");
        Files.writeString(file, "before\n");

        try (NatsLog log = new NatsLog(settings(false, file, 0, 0), clock, standardError)) {
            log.info("after");
        }

        assertThat(file).hasContent("before\n" + PID + "[INF] after\n");
        assertThat(text()).isEmpty();
    }

    @Test
    void shouldGoOnInANewFileAfterItWasMovedAway() throws IOException {
        Path file = folder.resolve("server.log");
        try (NatsLog log = new NatsLog(settings(false, file, 0, 0), clock, standardError)) {
            log.info("one");
            Files.move(file, folder.resolve("moved"));
            log.reopen();
        }

        assertThat(folder.resolve("moved")).hasContent(PID + "[INF] one\n");
        assertThat(file).hasContent(PID + "[INF] File log re-opened\n");
    }

    @Test
    void shouldSayThatThereIsNoFileToReopen() throws IOException {
        try (NatsLog log = new NatsLog(settings(false, null, 0, 0), clock, standardError)) {
            log.reopen();
        }

        assertThat(text()).isEqualTo(PID + "[INF] File log re-open ignored, not a file logger\n");
    }

    @Test
    void shouldPutAFullFileAsideAndKeepTheNewest() throws IOException {
        Path file = folder.resolve("server.log");
        try (NatsLog log = new NatsLog(settings(false, file, 40, 2), clock, standardError)) {
            for (int i = 0; i < 4; i++) {
                log.info("line number " + i + " is long enough for a file of its own");
                clock.advance(Duration.ofSeconds(1));
            }
        }

        assertThat(names()).containsExactly("server.log", "server.log.2026.01.02.03.04.08.000006000");
        assertThat(folder.resolve("server.log.2026.01.02.03.04.08.000006000"))
                .content()
                .contains("line number 3");
    }

    @Test
    void shouldRefuseAFileThatCannotBeOpened() {
        Path file = folder.resolve("missing").resolve("server.log");

        assertThatThrownBy(() -> new NatsLog(settings(false, file, 0, 0), clock, standardError))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void shouldNotFailWhenNothingCanBeWritten() throws IOException {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("disk is full");
            }
        };

        try (NatsLog log = new NatsLog(settings(false, null, 0, 0), clock, broken)) {
            log.info("lost");
            log.info("lost, too");
            assertThat(log.isEnabled(ServerLog.Level.INFO)).isTrue();
        }
    }

    private static NatsLog.Settings settings(boolean time, @Nullable Path file, long sizeLimitBytes, int filesMax) {
        return new NatsLog.Settings(false, false, time, true, file, sizeLimitBytes, filesMax);
    }

    private String text() {
        return standardError.toString(StandardCharsets.UTF_8);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }
}
