package dev.natsbroker.samples.filesharing;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.ResourceLoader;

/** Uploads two files, lists and downloads them, and ends. */
@SpringBootApplication
class FileSharingApplication {
    private static final Logger log = LoggerFactory.getLogger(FileSharingApplication.class);

    public static void main(String[] args) {
        SpringApplication.run(FileSharingApplication.class, args).close();
    }

    @Bean
    ApplicationRunner share(SharedFiles files, ResourceLoader resources, @Value("${downloads}") Path downloads) {
        return arguments -> {
            files.upload("poems/nats.txt", new ClassPathResource("poem.txt"));
            files.upload("videos/cat.mp4", new ByteArrayResource(new byte[3_000_000]));
            log.info("There are {}", files.names());

            Path video = files.download("videos/cat.mp4", Files.createDirectories(downloads));
            log.info("Downloaded {} bytes to {}", Files.size(video), video);

            // wherever Spring takes a location: @Value, spring.config.import, templates...
            log.info(resources
                    .getResource("nats-object://files/poems/nats.txt")
                    .getContentAsString(StandardCharsets.UTF_8));
        };
    }
}
