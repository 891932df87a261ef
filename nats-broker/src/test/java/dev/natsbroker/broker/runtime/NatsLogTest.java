package dev.natsbroker.broker.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
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

        assertThat(names()).containsExactly("server.log", "server.log" + aside("2026-01-02T03:04:08.000006Z"));
        assertThat(folder.resolve("server.log" + aside("2026-01-02T03:04:08.000006Z")))
                .content()
                .contains("line number 3");
    }

    @Test
    void shouldRefuseAFileThatCannotBeOpened() {
        Path file = folder.resolve("missing").resolve("server.log");

        assertThatThrownBy(() -> new NatsLog(settings(false, file, 0, 0), clock, standardError))
                .isInstanceOf(IOException.class)
                .hasMessage("error opening file: open " + file + ": no such file or directory");
    }

    @Test
    void shouldSayInTheNewFileWhatItPutAsideAndPurged() throws IOException {
        // given files of earlier days, and some that are none of the log's
        Path file = folder.resolve("server.log");
        Files.createFile(folder.resolve("server.log.2020.01.01.00.00.00.5"));
        Files.createFile(folder.resolve("server.log.other"));
        Files.createFile(folder.resolve("server.log.2020.01.01"));

        // when
        try (NatsLog log = new NatsLog(settings(false, file, 40, 2), clock, standardError)) {
            log.info("this line is longer than forty bytes, so it is the last");
        }

        // then
        String aside = "server.log" + aside("2026-01-02T03:04:05.000006Z");
        assertThat(names()).containsExactly("server.log", "server.log.2020.01.01", aside, "server.log.other");
        assertThat(file)
                .hasContent(PID + "[INF] Rotated log, backup saved as \"" + folder.resolve(aside) + "\"\n" + PID
                        + "[INF] Purged log file \"server.log.2020.01.01.00.00.00.5\"\n");
    }

    @Test
    void shouldPutAFileAsideAtOnceThatIsFullAtTheStart() throws IOException {
        Path file = folder.resolve("server.log");
        Files.writeString(file, "x".repeat(50) + "\n");

        new NatsLog(settings(false, file, 40, 0), clock, standardError).close();

        assertThat(folder.resolve("server.log" + aside("2026-01-02T03:04:05.000006Z")))
                .hasContent("x".repeat(50) + "\n" + PID + "[INF] Rotating logfile...\n");
        assertThat(file).content().startsWith(PID + "[INF] Rotated log");
    }

    @Test
    void shouldGoOnInTheSameFileWhenItCannotBePutAside() throws IOException {
        Path file = folder.resolve("server.log");
        Files.createDirectory(folder.resolve("server.log" + aside("2026-01-02T03:04:05.000006Z")));

        try (NatsLog log = new NatsLog(settings(false, file, 10, 0), clock, standardError)) {
            log.info("one");
        }

        assertThat(file)
                .content()
                .startsWith(PID + "[INF] one\n" + PID + "[ERR] Unable to rotate log")
                .contains("file exists");
    }

    @Test
    void shouldKeepTheLogFromOtherUsers() throws IOException {
        Path file = folder.resolve("server.log");

        new NatsLog(settings(false, file, 0, 0), clock, standardError).close();

        assertThat(Files.getPosixFilePermissions(file))
                .doesNotContain(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);
    }

    @Test
    void shouldMoveToAnotherDestinationAndBack() throws IOException {
        Path file = folder.resolve("server.log");
        try (NatsLog log = new NatsLog(settings(false, null, 0, 0), clock, standardError)) {
            log.info("one");
            log.reconfigure(settings(false, file, 0, 0));
            log.info("two");
            log.reconfigure(settings(false, null, 0, 0));
            log.info("three");
        }

        assertThat(file).hasContent(PID + "[INF] two\n");
        assertThat(text()).isEqualTo(PID + "[INF] one\n" + PID + "[INF] three\n");
    }

    @Test
    void shouldKeepItsDestinationWhenTheNewOneCannotBeOpened() throws IOException {
        try (NatsLog log = new NatsLog(settings(false, null, 0, 0), clock, standardError)) {
            Path missing = folder.resolve("missing").resolve("server.log");
            assertThatThrownBy(() -> log.reconfigure(new NatsLog.Settings(true, true, true, true, missing, 0, 0)))
                    .hasMessageContaining("no such file or directory");
            log.info("still here");
            log.debug("hidden");
        }

        assertThat(text()).isEqualTo(PID + "[INF] still here\n");
    }

    @Test
    void shouldFormatEachMicrosecondAndEachSecond() throws IOException {
        try (NatsLog log = new NatsLog(settings(true, null, 0, 0), clock, standardError)) {
            log.info("a");
            clock.advance(Duration.ofNanos(999_993_999));
            log.info("b");
            clock.advance(Duration.ofNanos(1));
            log.info("c");
        }

        assertThat(text().lines().map(line -> line.substring(PID.length())))
                .containsExactly(
                        "2026/01/02 03:04:05.000006 [INF] a",
                        "2026/01/02 03:04:05.999999 [INF] b",
                        "2026/01/02 03:04:06.000000 [INF] c");
    }

    @Test
    void shouldWriteLongLinesAndAllCharacters() throws IOException {
        String longText = "x".repeat(200_000);
        try (NatsLog log = new NatsLog(settings(false, null, 0, 0), clock, standardError)) {
            log.info(longText);
            log.info("a\u00e9\u20ac\ud83d\ude00z");
            log.info("");
        }

        assertThat(text())
                .isEqualTo(PID + "[INF] " + longText + "\n" + PID + "[INF] a\u00e9\u20ac\ud83d\ude00z\n" + PID
                        + "[INF] \n");
    }

    @Test
    void shouldColorTheLabelsOfATerminal() throws IOException {
        NatsLog.Settings settings = settings(false, null, 0, 0);
        try (NatsLog log = new NatsLog(settings, clock, standardError, NatsLogTest::noDatagrams, true)) {
            log.warn("odd");
        }

        assertThat(text()).isEqualTo(PID + "[\u001b[0;93mWRN\u001b[0m] odd\n");
    }

    @Test
    void shouldKeepLinesOfManyThreadsWhole() throws Exception {
        Path file = folder.resolve("server.log");
        int threads = 8;
        int lines = 500;
        try (NatsLog log = new NatsLog(settings(false, file, 20_000, 0), clock, standardError)) {
            ExecutorService executor = Executors.newFixedThreadPool(threads);
            for (int t = 0; t < threads; t++) {
                String text = Character.toString('a' + t).repeat(100);
                executor.execute(() -> {
                    for (int i = 0; i < lines; i++) {
                        log.info(text);
                        clock.advance(Duration.ofNanos(1));
                    }
                });
            }
            executor.shutdown();
            assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }

        List<String> written = new ArrayList<>();
        for (String name : names()) {
            written.addAll(Files.readAllLines(folder.resolve(name)));
        }
        written.removeIf(line -> line.contains("[INF] Rotated log"));
        assertThat(written)
                .hasSize(threads * lines)
                .allMatch(line -> line.substring(PID.length()).matches("\\[INF\\] ([a-h])\\1{99}"));
        assertThat(names()).hasSizeGreaterThan(10);
    }

    @Test
    void shouldReportAFailingFileOnceAndGoOnWhenItWorksAgain() throws IOException {
        // given a file whose folder goes away with the file
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path file = inner.resolve("server.log");
        try (NatsLog log = new NatsLog(settings(false, file, 10, 0), clock, standardError)) {
            Files.delete(file);
            Files.delete(inner);

            // when
            log.info("lost with the folder");
            log.info("lost");
            log.info("lost");
            Files.createDirectory(inner);
            log.info("here");
        }

        // then
        assertThat(text()).startsWith(PID + "[ERR] Unable to write the log (").hasLineCount(1);
        assertThat(file).hasContent(PID + "[INF] here\n");
    }

    private static SyslogConnection noDatagrams(Path socket) throws IOException {
        throw new IOException("no datagrams to " + socket);
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

    /** What a file that was put aside at the time has behind its name: local time. */
    private static String aside(String time) {
        return DateTimeFormatter.ofPattern(".yyyy.MM.dd.HH.mm.ss.nnnnnnnnn")
                .format(Instant.parse(time).atZone(ZoneId.systemDefault()));
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
