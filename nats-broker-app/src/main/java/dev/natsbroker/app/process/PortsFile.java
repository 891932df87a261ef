package dev.natsbroker.app.process;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The file that tells test harnesses which ports a server got: one line of JSON with the URLs of each kind of listener, named
 * {@code nats-server_<pid>.ports}. It appears under its name only when it is complete.
 */
public final class PortsFile {
    private final Path file;
    private final Map<String, List<String>> urlsByKind = new LinkedHashMap<>();

    /** A ports file of this process in the folder. */
    public PortsFile(Path folder) {
        this.file = folder.resolve("nats-server_" + ProcessHandle.current().pid() + ".ports");
    }

    /**
     * Adds the URLs of one listener. A listener on the wildcard address is reached at every address of this machine.
     *
     * @param kind what listens, {@code nats} or {@code monitoring}
     * @param scheme of the URLs
     * @param address that the listener is bound to
     */
    public PortsFile add(String kind, String scheme, InetSocketAddress address) throws SocketException {
        List<String> urls = urlsByKind.computeIfAbsent(kind, key -> new ArrayList<>());
        for (String host : hosts(address.getAddress())) {
            urls.add(scheme + "://" + host + ":" + address.getPort());
        }
        return this;
    }

    /** Writes the file. */
    public void write() throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
        Files.writeString(unfinished, json());
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes the file, if it is there. */
    public void delete() throws IOException {
        Files.deleteIfExists(file);
    }

    /** URLs hold nothing that JSON would have to escape. */
    private String json() {
        return urlsByKind.entrySet().stream()
                .map(kind -> "\"" + kind.getKey() + "\":"
                        + kind.getValue().stream().collect(Collectors.joining("\",\"", "[\"", "\"]")))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static List<String> hosts(InetAddress bound) throws SocketException {
        if (!bound.isAnyLocalAddress()) {
            return List.of(urlHost(bound));
        }
        List<String> hosts = new ArrayList<>();
        for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
            if (network.isUp()) {
                network.inetAddresses().map(PortsFile::urlHost).forEach(hosts::add);
            }
        }
        // Harnesses take the first URL: that should be the one that always works.
        hosts.sort((one, other) -> Boolean.compare(other.startsWith("127."), one.startsWith("127.")));
        return hosts;
    }

    private static String urlHost(InetAddress address) {
        String host = NetUtil.toAddressString(address);
        if (address instanceof Inet6Address) {
            int zone = host.indexOf('%');
            return "[" + (zone < 0 ? host : host.substring(0, zone)) + "]";
        }
        return host;
    }
}
