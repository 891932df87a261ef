package dev.natsbroker.broker.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixDatagramTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void needNativeTransport() {
        assumeTrue(Epoll.isAvailable());
    }

    @Test
    void shouldSendEachMessageAsOneDatagram() throws IOException {
        Path path = folder.resolve("log");
        Socket server = Socket.newSocketDomainDgram();
        server.bind(new DomainSocketAddress(path.toString()));
        try (UnixDatagram datagram = UnixDatagram.open(path)) {
            datagram.send("one\n".getBytes(StandardCharsets.UTF_8));
            datagram.send("two\n".getBytes(StandardCharsets.UTF_8));

            assertThat(receive(server)).isEqualTo("one\n");
            assertThat(receive(server)).isEqualTo("two\n");
        } finally {
            server.close();
        }
    }

    @Test
    void shouldFailWhenTheReaderDoesNotKeepUp() throws IOException {
        Path path = folder.resolve("log");
        Socket server = Socket.newSocketDomainDgram();
        server.bind(new DomainSocketAddress(path.toString()));
        try (UnixDatagram datagram = UnixDatagram.open(path)) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000_000; i++) {
                            datagram.send(new byte[] {'x'});
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("takes no more messages");
        } finally {
            server.close();
        }
    }

    @Test
    void shouldRefuseASocketThatIsNotThere() {
        assertThatThrownBy(() -> UnixDatagram.open(folder.resolve("none")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("none");
    }

    private static String receive(Socket server) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(100);
        int length = server.recvFromDomainSocket(buffer, 0, 100).receivedAmount();
        byte[] bytes = new byte[length];
        buffer.get(0, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
