package dev.natsbroker.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs one scenario against a server: one thread, no client library, so that the server is what is measured. Publishers repeat a
 * prepared block of messages; subscribers count the bytes that they receive, since every delivery has the same length.
 */
final class LoadRun {
    private static final int BLOCK_MESSAGES = 256;
    private static final String SUBJECT = "bench.x";
    private static final long TIMEOUT_MILLIS = 10_000;

    private final Scenario scenario;
    private final InetSocketAddress address;
    private final List<Peer> peers = new ArrayList<>();

    LoadRun(Scenario scenario, int port) {
        this.scenario = scenario;
        this.address = new InetSocketAddress("127.0.0.1", port);
    }

    /** One connection, and what it still has to send. */
    private static final class Peer {
        private final SocketChannel channel;
        private final ByteBuffer out;
        private int blocksLeft;

        Peer(SocketChannel channel, ByteBuffer out, int blocksLeft) {
            this.channel = channel;
            this.out = out;
            this.blocksLeft = blocksLeft;
        }
    }

    /** Returns the wall-clock time in nanoseconds. */
    long run() throws IOException {
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < scenario.subscribers(); i++) {
                String sub = "SUB " + SUBJECT + (scenario.queue() ? " workers 1\r\n" : " 1\r\n");
                peers.add(open(sub, ByteBuffer.allocateDirect(0), 0));
            }
            int blocks = scenario.messages() / BLOCK_MESSAGES;
            for (int i = 0; i < scenario.publishers(); i++) {
                peers.add(open("", block(), blocks));
            }
            for (Peer peer : peers) {
                peer.channel.configureBlocking(false);
                int interest =
                        peer.blocksLeft > 0 ? SelectionKey.OP_WRITE | SelectionKey.OP_READ : SelectionKey.OP_READ;
                peer.channel.register(selector, interest, peer);
            }
            long start = System.nanoTime();
            drive(selector);
            return System.nanoTime() - start;
        } finally {
            for (Peer peer : peers) {
                peer.channel.close();
            }
        }
    }

    /** The messages that are really sent: whole blocks. */
    long counted() {
        return scenario.counted() / scenario.messages() * (scenario.messages() / BLOCK_MESSAGES * BLOCK_MESSAGES);
    }

    private long deliveryLength() {
        return ("MSG " + SUBJECT + " 1 " + scenario.size() + "\r\n").length() + scenario.size() + 2L;
    }

    private ByteBuffer block() {
        String message = "PUB " + SUBJECT + " " + scenario.size() + "\r\n" + "x".repeat(scenario.size()) + "\r\n";
        byte[] bytes = message.repeat(BLOCK_MESSAGES).getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private Peer open(String subscribe, ByteBuffer out, int blocks) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        String hello = "CONNECT {\"verbose\":false,\"pedantic\":false}\r\n" + subscribe + "PING\r\n";
        channel.write(ByteBuffer.wrap(hello.getBytes(StandardCharsets.US_ASCII)));
        StringBuilder answer = new StringBuilder();
        ByteBuffer in = ByteBuffer.allocate(4096);
        while (answer.indexOf("PONG\r\n") < 0) {
            in.clear();
            if (channel.read(in) < 0) {
                throw new IOException("The server at " + address + " closed the connection: " + answer);
            }
            answer.append(new String(in.array(), 0, in.position(), StandardCharsets.US_ASCII));
        }
        return new Peer(channel, out, blocks);
    }

    private void drive(Selector selector) throws IOException {
        ByteBuffer in = ByteBuffer.allocateDirect(256 << 10);
        long wanted = scenario.subscribers() == 0 ? 0 : deliveryLength() * counted();
        long received = 0;
        boolean barrierSent = false;
        while (true) {
            if (selector.select(TIMEOUT_MILLIS) == 0) {
                throw new IOException("Nothing happened for " + TIMEOUT_MILLIS + " ms in " + scenario.name() + ": "
                        + received + " of " + wanted + " bytes received");
            }
            for (SelectionKey key : selector.selectedKeys()) {
                Peer peer = (Peer) key.attachment();
                if (key.isWritable()) {
                    write(peer, key);
                }
                if (key.isReadable()) {
                    received += read(peer, in);
                }
            }
            selector.selectedKeys().clear();
            boolean allSent = peers.stream().allMatch(p -> p.blocksLeft == 0 && !p.out.hasRemaining());
            if (scenario.subscribers() > 0 && received >= wanted && allSent) {
                return;
            }
            if (scenario.subscribers() == 0 && allSent) {
                if (barrierSent && received > 0) {
                    return;
                }
                if (!barrierSent) {
                    barrierSent = true;
                    peers.get(0).channel.write(ByteBuffer.wrap("PING\r\n".getBytes(StandardCharsets.US_ASCII)));
                }
            }
        }
    }

    private static void write(Peer peer, SelectionKey key) throws IOException {
        peer.channel.write(peer.out);
        if (!peer.out.hasRemaining()) {
            peer.blocksLeft--;
            if (peer.blocksLeft == 0) {
                key.interestOps(SelectionKey.OP_READ);
            } else {
                peer.out.rewind();
            }
        }
    }

    private static int read(Peer peer, ByteBuffer in) throws IOException {
        in.clear();
        int count = peer.channel.read(in);
        if (count < 0) {
            throw new IOException("The server closed a connection");
        }
        return count;
    }
}
