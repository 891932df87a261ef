package dev.natsbroker.samples.filesharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.natsbroker.test.EmbeddedNats;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;

@SpringBootTest(properties = "downloads=target/downloads")
@EmbeddedNats
class FileSharingApplicationTest {
    @Autowired
    SharedFiles files;

    @Autowired
    NewFiles newFiles;

    @Value("nats-object://files/notes/today.txt")
    Resource notes;

    @Test
    void shouldDownloadWhatWasUploaded(@TempDir Path folder) throws Exception {
        files.upload("letters/hello.txt", text("Hello!"));

        assertThat(files.names()).contains("letters/hello.txt");
        assertThat(files.download("letters/hello.txt", folder))
                .isEqualTo(folder.resolve("hello.txt"))
                .hasContent("Hello!");
    }

    @Test
    void shouldTellOfNewFiles() {
        files.upload("news.txt", text("Something has happened"));

        await().untilAsserted(() -> assertThat(newFiles.seen()).contains("news.txt"));
    }

    @Test
    void shouldOpenAFileByItsLocation() throws Exception {
        assertThat(notes.exists()).isFalse();

        files.upload("notes/today.txt", text("Buy tea"));

        assertThat(notes.getContentAsString(StandardCharsets.UTF_8)).isEqualTo("Buy tea");
    }

    private static Resource text(String text) {
        return new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8));
    }
}
